import { seal } from '#lib/crypto/seal.ts';
import type { Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { addJob } from '#lib/jobs/add-job.ts';

/** Every mail there is, with what it needs to say. Links and codes travel sealed. */
export type MailMessage =
  | { template: 'verify_email'; code: string; link: string }
  | { template: 'already_registered'; signInLink: string; resetLink: string }
  | { template: 'email_change'; code: string; link: string }
  | { template: 'email_change_taken'; signInLink: string }
  | { template: 'email_changed'; revertLink: string }
  | { template: 'password_reset'; link: string }
  | { template: 'password_changed'; resetLink: string }
  | { template: 'sign_in'; code: string; link: string }
  | { template: 'step_up'; code: string; link: string }
  | { template: 'factor_enabled'; resetLink: string }
  | { template: 'factor_disabled'; resetLink: string }
  | { template: 'factor_blocked'; resetLink: string }
  | { template: 'backup_codes_renewed'; resetLink: string }
  | { template: 'connection_added'; provider: string; resetLink: string }
  | { template: 'connection_removed'; provider: string; resetLink: string }
  | { template: 'passkey_added'; name: string; link: string }
  | { template: 'passkey_removed'; name: string; resetLink: string };

/** Where a queued mail's content belongs: its AAD. */
export function mailContext(mailId: string): string {
  return `mail:${mailId}`;
}

/** Where an address belongs that a mail goes to instead of its user's: its AAD. */
export function recipientContext(mailId: string): string {
  return `mail.to:${mailId}`;
}

/**
 * Adds a mail to a user in the transaction that causes it (data.md, rule 6). The address is looked up when it is sent,
 * unless `to` names another one: an address that is not theirs yet, or no longer;
 * the queue holds nothing readable, and nothing openable once the user's key is destroyed.
 */
export async function queueMail(
  transaction: Transaction,
  mail: { userId: string; dataKey: Uint8Array; locale: string; message: MailMessage; to?: string },
): Promise<void> {
  const mailId = uuidv7();
  const content = seal(mail.dataKey, JSON.stringify(mail.message), mailContext(mailId));
  await addJob(transaction, 'send_mail', {
    mail_id: mailId,
    user_id: mail.userId,
    locale: mail.locale,
    content: Buffer.from(content).toString('base64'),
    ...(mail.to && { to: Buffer.from(seal(mail.dataKey, mail.to, recipientContext(mailId))).toString('base64') }),
  });
}
