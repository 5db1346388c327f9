import { seal } from '#lib/crypto/seal.ts';
import type { Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { addJob } from '#lib/jobs/add-job.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';

/** Every mail there is, with what it needs to say. Links and codes travel sealed. */
export type MailMessage =
  | { template: 'verify_email'; code: string; link: string }
  | { template: 'already_registered'; signInLink: string; resetLink: string }
  | { template: 'email_change'; code: string; link: string }
  | { template: 'email_change_taken'; signInLink: string }
  | { template: 'email_changed'; revertLink: string }
  | { template: 'recovery_confirm'; link: string }
  | { template: 'recovery_waiting'; cancelLink: string; when: string }
  | { template: 'recovery_approved'; cancelLink: string }
  | { template: 'recovery_complete'; link: string }
  | { template: 'recovery_completed'; resetLink: string }
  | { template: 'recovery_cancelled'; resetLink: string }
  | { template: 'recovery_denied'; resetLink: string }
  | { template: 'password_reset'; link: string }
  | { template: 'password_reset_required'; link: string }
  | { template: 'invitation'; link: string }
  | { template: 'recovery_link_issued'; notMeLink: string }
  | { template: 'impersonated'; link: string }
  | { template: 'password_changed'; notMeLink: string }
  | { template: 'sign_in'; code: string; link: string }
  | { template: 'step_up'; code: string; link: string }
  | { template: 'second_factor'; code: string; resetLink: string }
  | { template: 'factor_setup'; code: string; resetLink: string }
  | { template: 'factor_enabled'; method: 'passkey' | 'totp' | 'sms' | 'email'; notMeLink: string }
  | { template: 'factor_disabled'; method: 'passkey' | 'totp' | 'sms' | 'email'; notMeLink: string }
  | { template: 'factor_blocked'; resetLink: string }
  | { template: 'backup_codes_renewed'; notMeLink: string }
  | { template: 'backup_code_used'; left: number; notMeLink: string }
  | { template: 'connection_added'; provider: string; notMeLink: string }
  | { template: 'connection_removed'; provider: string; notMeLink: string }
  | { template: 'passkey_added'; name: string; link: string }
  | { template: 'passkey_removed'; name: string; notMeLink: string }
  | {
      template: 'api_key_created' | 'api_key_updated' | 'api_key_rotated' | 'api_key_revoked';
      name: string;
      prefix: string;
      notMeLink: string;
    }
  | { template: 'new_device'; userAgent: string | null; ip: string | null; at: string; link: string }
  | { template: 'account_secured'; link: string }
  | { template: 'deletion_scheduled'; at: string; link: string }
  | { template: 'deletion_cancelled'; notMeLink: string }
  | { template: 'role_requested'; role: string; person: string; link: string }
  | { template: 'role_request_approved' | 'role_request_denied'; role: string; link: string }
  | { template: 'proposal_waiting'; person: string; link: string }
  | { template: 'proposal_approved' | 'proposal_rejected'; link: string }
  | { template: 'organization_invitation'; organization: string; days: number; link: string }
  | { template: 'organization_joined' | 'organization_role_changed'; organization: string; role: MemberRoleName; link: string }
  | { template: 'organization_left' | 'organization_deleted'; organization: string; link: string }
  | {
      template: 'organization_key_created' | 'organization_key_updated' | 'organization_key_rotated' | 'organization_key_revoked';
      organization: string;
      name: string;
      prefix: string;
      link: string;
    }
  | { template: 'phone_changed'; notMeLink: string }
  | { template: 'phone_removed'; notMeLink: string };

/** Where a queued mail's content belongs: its AAD. */
export function mailContext(mailId: string): string {
  return `mail:${mailId}`;
}

/** Where an address belongs that a mail goes to instead of its user's: its AAD. */
export function recipientContext(mailId: string): string {
  return `mail.to:${mailId}`;
}

/** A message as the queue keeps it: readable with the recipient's key, as this mail only. */
export function sealMail(dataKey: Uint8Array, message: MailMessage): { mailId: string; content: string } {
  const mailId = uuidv7();
  return { mailId, content: Buffer.from(seal(dataKey, JSON.stringify(message), mailContext(mailId))).toString('base64') };
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
  const { mailId, content } = sealMail(mail.dataKey, mail.message);
  await addJob(transaction, 'send_mail', {
    mail_id: mailId,
    user_id: mail.userId,
    locale: mail.locale,
    content,
    ...(mail.to && { to: Buffer.from(seal(mail.dataKey, mail.to, recipientContext(mailId))).toString('base64') }),
  });
}

/**
 * Adds a mail to an address that may be nobody's, from an organization: with its data key, so that the queue holds nothing
 * readable, and nothing openable once the organization is deleted.
 */
export async function queueMailToAddress(
  transaction: Transaction,
  mail: { organizationId: string; dataKey: Uint8Array; locale: string; message: MailMessage; to: string },
): Promise<void> {
  const { mailId, content } = sealMail(mail.dataKey, mail.message);
  await addJob(transaction, 'send_mail', {
    mail_id: mailId,
    user_id: mail.organizationId,
    locale: mail.locale,
    content,
    to: Buffer.from(seal(mail.dataKey, mail.to, recipientContext(mailId))).toString('base64'),
    is_address: true,
  });
}
