import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { deliverToInbox } from '#lib/email/inbox.ts';
import { env } from '#lib/env.ts';
import type { JobPayloads } from '#lib/jobs/add-job.ts';
import { logger } from '#lib/observability/logger.ts';
import { DeliveryError } from '#lib/outbound/delivery-error.ts';
import type { TextDelivery } from './delivery.ts';
import { type SealedText, textContext } from './queue-text.ts';
import { renderText } from './render-text.ts';
import { sendByHttp } from './send-by-http.ts';
import { sendBySns } from './send-by-sns.ts';
import { sendByTwilio } from './send-by-twilio.ts';

type Payload = JobPayloads['send_sms'];

function deliver(delivery: TextDelivery): Promise<void> {
  const { SMS } = env();
  switch (SMS?.provider) {
    case 'twilio':
      return sendByTwilio(delivery, SMS);
    case 'sns':
      return sendBySns(delivery, SMS);
    case 'http':
      return sendByHttp(delivery, SMS);
    default:
      return deliverToInbox({ ...delivery, kind: 'text', subject: '', html: '' });
  }
}

/**
 * Sends one queued text message. Throwing makes the queue try again; a message that nobody can receive any more, that
 * comes too late or that the provider refuses for good ends quietly.
 */
export async function sendText(payload: Payload): Promise<void> {
  const about = { sms_id: payload.sms_id, user_id: payload.user_id };
  const key = await findDataKey(db(), payload.user_id);
  if (!key) return logger().info(about, 'text message dropped: its recipient is gone');
  if (Date.now() >= Date.parse(payload.valid_until)) return logger().warn(about, 'text message dropped: it would come too late');
  const content = unseal(key, Buffer.from(payload.content, 'base64'), textContext(payload.sms_id)).toString('utf8');
  const { to, message } = JSON.parse(content) as SealedText;
  try {
    await deliver({ id: payload.sms_id, to, text: renderText(message, payload.locale, env().APP_URL) });
  } catch (error) {
    if (!(error instanceof DeliveryError && error.permanent)) throw error;
    return logger().warn({ ...about, kind: message.kind, reason: error.message }, 'text message refused for good');
  }
  logger().info({ ...about, kind: message.kind }, 'text message sent');
}
