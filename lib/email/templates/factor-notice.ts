import type { Template } from './template.ts';

/** Tells the owner what happened to the second factor or the phone number. */
export const factorNotice: Template<'factor_blocked' | 'backup_codes_renewed' | 'phone_changed' | 'phone_removed'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: 'notMeLink' in message ? message.notMeLink : message.resetLink },
];
