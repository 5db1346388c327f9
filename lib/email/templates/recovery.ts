import type { Template } from './template.ts';

/** The link of a step: the one that begins the waiting period, and the one that ends it. */
export const recoveryStep: Template<'recovery_confirm' | 'recovery_complete'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity },
  { kind: 'note', text: texts.ignore },
];

/** Tells the owner, and tells again every day, what somebody asked for; the one action is to stop it. */
export const recoveryWaiting: Template<'recovery_waiting'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.when.replace('{when}', () => message.when) },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.cancelLink },
];

/** Tells the owner that nobody has to wait any more. */
export const recoveryApproved: Template<'recovery_approved'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.cancelLink },
];

/** Tells the owner how it ended. */
export const recoveryEnded: Template<'recovery_completed' | 'recovery_cancelled' | 'recovery_denied'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.resetLink },
];
