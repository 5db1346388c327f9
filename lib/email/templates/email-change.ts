import type { Template } from './template.ts';

/** For the owner of an address that somebody wants to use for another account. */
export const emailChangeTaken: Template<'email_change_taken'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'action', label: texts.action, link: message.signInLink },
  { kind: 'note', text: texts.ignore },
];

/** Tells the old address that another one counts now, with the way back. */
export const emailChanged: Template<'email_changed'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.revertLink },
  { kind: 'note', text: texts.validity },
];
