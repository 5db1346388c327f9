import type { MailMessage } from '#lib/email/queue-mail.ts';
import { account } from './en/account.ts';
import { administration } from './en/administration.ts';
import { credentials } from './en/credentials.ts';
import { organizations } from './en/organizations.ts';
import { recovery } from './en/recovery.ts';
import { signIn } from './en/sign-in.ts';

/** English texts of all mails. The names are those of the templates; a text that another language lacks does not compile. */
export const en = {
  layout: {
    link: 'If the button does not work, open this address in your browser:',
    code: 'Your code',
    footer: 'You receive this automatic message because of an account at {host}.',
  },
  ...account,
  ...signIn,
  ...credentials,
  ...recovery,
  ...organizations,
  ...administration,
} satisfies Record<'layout' | MailMessage['template'], Record<string, string>>;

export type MailTexts = typeof en;
