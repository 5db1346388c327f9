import type { Template } from './template.ts';

/** Asks whoever reads it into an organization. They need not have an account. */
export const organizationInvitation: Template<'organization_invitation'> = (message, texts) => [
  // A function, because `$` in a replacement text has a meaning.
  { kind: 'text', text: texts.intro.replace('{organization}', () => message.organization) },
  { kind: 'text', text: texts.account },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity.replace('{days}', () => String(message.days)) },
  { kind: 'note', text: texts.ignore },
];

/** Tells a member what others did to their membership. */
export const organizationNotice: Template<
  'organization_joined' | 'organization_role_changed' | 'organization_left' | 'organization_deleted'
> = (message, texts) => {
  const role = 'role' in message && message.role in texts ? (texts as Record<string, string>)[message.role] : undefined;
  return [
    { kind: 'text', text: texts.intro.replace('{organization}', () => message.organization).replace('{role}', () => role ?? '') },
    { kind: 'text', text: texts.warning },
    { kind: 'action', label: texts.action, link: message.link },
  ];
};
