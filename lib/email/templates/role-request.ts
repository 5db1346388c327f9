import type { Template } from './template.ts';

/** Tells those who can decide about a request for a role, and then whoever asked. */
export const roleRequest: Template<'role_requested' | 'role_request_approved' | 'role_request_denied'> = (message, texts) => {
  const person = 'person' in message ? message.person : '';
  return [
    { kind: 'text', text: texts.intro.replace('{person}', () => person).replace('{role}', () => message.role) },
    { kind: 'action', label: texts.action, link: message.link },
  ];
};
