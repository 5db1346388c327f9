import type { Template } from './template.ts';

/** The link to choose a new password. */
export const passwordReset: Template<'password_reset'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity },
  { kind: 'note', text: texts.ignore },
];
