import type { Template } from './template.ts';

/** Tells the owner that the password is another one now. */
export const passwordChanged: Template<'password_changed'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.notMeLink },
];
