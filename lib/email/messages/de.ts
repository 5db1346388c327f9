import { account } from './de/account.ts';
import { administration } from './de/administration.ts';
import { credentials } from './de/credentials.ts';
import { organizations } from './de/organizations.ts';
import { recovery } from './de/recovery.ts';
import { signIn } from './de/sign-in.ts';
import type { MailTexts } from './en.ts';

/** German texts of all mails. */
export const de: MailTexts = {
  layout: {
    link: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse im Browser:',
    code: 'Ihr Code',
    footer: 'Sie erhalten diese automatische Nachricht wegen eines Kontos bei {host}.',
  },
  ...account,
  ...signIn,
  ...credentials,
  ...recovery,
  ...organizations,
  ...administration,
};
