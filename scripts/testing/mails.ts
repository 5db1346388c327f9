import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { type MailMessage, mailContext, recipientContext } from '#lib/email/queue-mail.ts';
import type { JobPayloads } from '#lib/jobs/add-job.ts';

type Payload = JobPayloads['send_mail'];

/**
 * The mails in the queue, oldest first, opened with the key of their recipient; optionally those of one user. Without
 * those about new devices: a test that signs in here and there causes them, and is about something else.
 */
export async function queuedMails(userId?: string): Promise<MailMessage[]> {
  return (await allQueuedMails(userId)).filter(({ template }) => template !== 'new_device');
}

/** The same with those about new devices. */
export async function allQueuedMails(userId?: string): Promise<MailMessage[]> {
  const jobs = await db().$queryRaw<{ payload: Payload }[]>`
    SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'send_mail' ORDER BY j.id`;
  const mails: MailMessage[] = [];
  for (const { payload } of jobs) {
    if (userId && payload.user_id !== userId) continue;
    const key = await findDataKey(db(), payload.user_id);
    if (!key) continue;
    const content = unseal(key, Buffer.from(payload.content, 'base64'), mailContext(payload.mail_id));
    mails.push(JSON.parse(content.toString('utf8')) as MailMessage);
  }
  return mails;
}

type MailOf<T extends MailMessage['template']> = MailMessage & { template: T };

/** The newest mail of this kind to this user. */
export async function lastMail<T extends MailMessage['template']>(userId: string, template: T): Promise<MailOf<T>> {
  const mail = (await allQueuedMails(userId)).findLast((each): each is MailOf<T> => each.template === template);
  if (!mail) throw new Error(`No ${template} mail was queued.`);
  return mail;
}

/** The secret in a mail's link. */
export function tokenIn(link: string): string {
  return new URL(link).searchParams.get('token') ?? '';
}

/** Where the queued mails of this user go, oldest first: an address of their own, or null for the user's. */
export async function recipients(userId: string): Promise<(string | null)[]> {
  const jobs = await db().$queryRaw<{ payload: Payload }[]>`
    SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'send_mail' AND j.payload->>'user_id' = ${userId} ORDER BY j.id`;
  const key = await findDataKey(db(), userId);
  return jobs.map(({ payload }) =>
    key && payload.to ? unseal(key, Buffer.from(payload.to, 'base64'), recipientContext(payload.mail_id)).toString('utf8') : null,
  );
}
