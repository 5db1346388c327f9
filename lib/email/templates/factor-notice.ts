import type { MailMessage } from '../queue-mail.ts';
import type { Template } from './template.ts';

type Notice =
  | 'factor_blocked'
  | 'backup_codes_renewed'
  | 'backup_code_used'
  | 'phone_changed'
  | 'phone_removed'
  | 'recovery_link_issued'
  | 'deletion_cancelled'
  | 'impersonated';

function linkOf(message: MailMessage & { template: Notice }): string {
  if ('notMeLink' in message) return message.notMeLink;
  return 'resetLink' in message ? message.resetLink : message.link;
}

/** Tells the owner what happened to the second factor, the phone number or the account, or what an administrator did for them. */
export const factorNotice: Template<Notice> = (message, texts) => [
  { kind: 'text', text: 'left' in message ? texts.intro.replace('{left}', () => String(message.left)) : texts.intro },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: linkOf(message) },
];
