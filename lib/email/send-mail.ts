import { openPersonalData } from '#lib/accounts/personal-data.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import type { JobPayloads } from '#lib/jobs/add-job.ts';
import { logger } from '#lib/observability/logger.ts';
import { DeliveryError } from '#lib/outbound/delivery-error.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import type { Delivery } from './delivery.ts';
import { linksForPool } from './pool-links.ts';
import { type MailMessage, mailContext, recipientContext } from './queue-mail.ts';
import { renderMail } from './render-mail.ts';

type Payload = JobPayloads['send_mail'];

type Recipient = { to: string; timezone: string; pool: string };

async function openRecipient(payload: Payload, key: Uint8Array): Promise<Recipient | null> {
  const userId = payload.user_id;
  const openAddress = (sealed: string) => unseal(key, Buffer.from(sealed, 'base64'), recipientContext(payload.mail_id)).toString('utf8');
  if (payload.is_address) return payload.to ? { to: openAddress(payload.to), timezone: 'UTC', pool: defaultPool } : null;
  const select = { emailSealed: true, timezone: true, pool: true } as const;
  const user = await db().user.findFirst({ where: { id: userId, deletedAt: null }, select });
  if (!user) return null;
  const { timezone, pool } = user;
  if (payload.to) return { to: openAddress(payload.to), timezone, pool };
  // Only the address is opened; a mail says nothing else about the person.
  const rest = { nameSealed: null, firstNameSealed: null, lastNameSealed: null, phoneSealed: null };
  const { email } = openPersonalData(key, userId, { emailSealed: user.emailSealed, ...rest });
  return email ? { to: email, timezone, pool } : null;
}

async function deliver(delivery: Delivery): Promise<void> {
  const { MAIL } = env();
  if (MAIL?.provider === 'smtp') return (await import('./smtp.ts')).deliverBySmtp(delivery, MAIL.url);
  if (MAIL?.provider === 'ses') return (await import('./ses.ts')).deliverBySes(delivery, MAIL);
  return (await import('./inbox.ts')).deliverToInbox(delivery);
}

/**
 * Sends one queued mail. How long its links and codes live is counted from the request, not from here.
 * Throwing makes the queue try again; a mail that nobody can receive any more ends quietly.
 */
export async function sendMail(payload: Payload): Promise<void> {
  const about = { mail_id: payload.mail_id, user_id: payload.user_id };
  const key = await findDataKey(db(), payload.user_id);
  const recipient = key && (await openRecipient(payload, key));
  if (!key || !recipient) {
    logger().info(about, 'mail dropped: its recipient is gone');
    return;
  }
  const content = unseal(key, Buffer.from(payload.content, 'base64'), mailContext(payload.mail_id)).toString('utf8');
  const { APP_URL } = env();
  const message = linksForPool(JSON.parse(content) as MailMessage, recipient.pool, APP_URL);
  const mail = await renderMail(message, payload.locale, APP_URL, recipient.timezone);
  try {
    await deliver({ id: payload.mail_id, to: recipient.to, ...mail });
  } catch (error) {
    if (!(error instanceof DeliveryError && error.permanent)) throw error;
    logger().warn({ ...about, template: message.template, reason: error.message }, 'mail refused for good');
    return;
  }
  logger().info({ ...about, template: message.template }, 'mail sent');
}
