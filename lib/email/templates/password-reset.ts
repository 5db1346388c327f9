import type { Template } from './template.ts';

/** The link to choose a password: one that somebody asked for, one that an administrator demands, or the first. */
export const passwordReset: Template<'password_reset' | 'password_reset_required' | 'invitation'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity },
  { kind: 'note', text: texts.ignore },
];
