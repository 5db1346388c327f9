import type { Template } from './template.ts';

/** The code and the link that confirm an address. */
export const verifyEmail: Template<'verify_email'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'code', code: message.code },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity },
  { kind: 'note', text: texts.ignore },
];
