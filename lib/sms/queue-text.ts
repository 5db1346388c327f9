import { seal } from '#lib/crypto/seal.ts';
import type { Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { addJob } from '#lib/jobs/add-job.ts';

type CodeKind = 'sign_in' | 'second_factor' | 'step_up' | 'confirm_phone' | 'factor_setup';

/** Every text message there is, with what it needs to say. */
export type TextMessage = { kind: CodeKind; code: string } | { kind: 'phone_replaced' | 'recovery_notice' };

/** What travels sealed in the queue. */
export type SealedText = { to: string; message: TextMessage };

/** Where a queued message's content belongs: its AAD. */
export function textContext(smsId: string): string {
  return `sms:${smsId}`;
}

/** A code that comes after its end only confuses, and each message costs money. */
const codeMinutes = 10;
const noticeMinutes = 24 * 60;

/**
 * Adds a text message in the transaction that causes it (data.md, rule 6). Number and content travel sealed with the
 * user's data key: nothing readable in the queue, nothing openable once the key is destroyed.
 */
export async function queueText(
  transaction: Transaction,
  text: { userId: string; dataKey: Uint8Array; locale: string; to: string; message: TextMessage },
): Promise<void> {
  const smsId = uuidv7();
  const sealed: SealedText = { to: text.to, message: text.message };
  const minutes = 'code' in text.message ? codeMinutes : noticeMinutes;
  await addJob(transaction, 'send_sms', {
    sms_id: smsId,
    user_id: text.userId,
    locale: text.locale,
    content: Buffer.from(seal(text.dataKey, JSON.stringify(sealed), textContext(smsId))).toString('base64'),
    valid_until: new Date(Date.now() + minutes * 60_000).toISOString(),
  });
}
