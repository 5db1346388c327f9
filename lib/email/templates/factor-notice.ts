import type { Template } from './template.ts';

/** Tells the owner what happened to the second factor, the phone number or the account, or what an administrator made for them. */
export const factorNotice: Template<
  'factor_blocked' | 'backup_codes_renewed' | 'phone_changed' | 'phone_removed' | 'recovery_link_issued' | 'deletion_cancelled'
> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: 'notMeLink' in message ? message.notMeLink : message.resetLink },
];
