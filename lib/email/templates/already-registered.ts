import type { Template } from './template.ts';

/** For the owner of an address that somebody tried to register again. */
export const alreadyRegistered: Template<'already_registered'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'action', label: texts.action, link: message.signInLink },
  { kind: 'link', text: texts.reset, link: message.resetLink },
  { kind: 'note', text: texts.ignore },
];
