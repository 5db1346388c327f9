import type { Template } from './template.ts';

/** Tells those who can approve what an administrator proposed, and then whoever proposed it. */
export const proposal: Template<'proposal_waiting' | 'proposal_approved' | 'proposal_rejected'> = (message, texts) => {
  const person = 'person' in message ? message.person : '';
  return [
    { kind: 'text', text: texts.intro.replace('{person}', () => person) },
    { kind: 'action', label: texts.action, link: message.link },
  ];
};
