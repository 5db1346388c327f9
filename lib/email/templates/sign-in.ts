import type { Template } from './template.ts';

/** The code and the link of a sign-in, of a step-up, or of a new address. */
export const signIn: Template<'sign_in' | 'step_up' | 'email_change'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'code', code: message.code },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity },
  { kind: 'note', text: texts.ignore },
];
