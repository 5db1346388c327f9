import { confirmPhone, requestPhone } from '#lib/contracts/users.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import type { JobPayloads } from '#lib/jobs/add-job.ts';
import { type SealedText, textContext } from '#lib/sms/queue-text.ts';
import { type CallOptions, call } from './api.ts';
import { makePerson, type Person, signIn } from './people.ts';

type Payload = JobPayloads['send_sms'];

/** The text messages in the queue, oldest first, opened with the key of the user they are about; optionally those of one user. */
export async function queuedTexts(userId?: string): Promise<SealedText[]> {
  const jobs = await db().$queryRaw<{ payload: Payload }[]>`
    SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'send_sms' ORDER BY j.id`;
  const texts: SealedText[] = [];
  for (const { payload } of jobs) {
    if (userId && payload.user_id !== userId) continue;
    const key = await findDataKey(db(), payload.user_id);
    if (!key) continue;
    const content = unseal(key, Buffer.from(payload.content, 'base64'), textContext(payload.sms_id));
    texts.push(JSON.parse(content.toString('utf8')) as SealedText);
  }
  return texts;
}

/** The code of the newest message of this kind to this user. */
export async function lastTextCode(userId: string, kind: SealedText['message']['kind']): Promise<string> {
  const text = (await queuedTexts(userId)).findLast(({ message }) => message.kind === kind);
  if (!text || !('code' in text.message)) throw new Error(`No ${kind} message was queued.`);
  return text.message.code;
}

let numbers = 0;

/** A German mobile number that nobody had before in this file. */
export function newPhone(): string {
  numbers += 1;
  return `+4915123${String(400_000 + numbers)}`;
}

export type PersonWithPhone = Person & { phone: string; bearer: string; sessionId: string };

/** Somebody who confirmed a phone number through the API. */
export async function makePersonWithPhone(phone = newPhone(), made?: Person, options: CallOptions = {}): Promise<PersonWithPhone> {
  const person = made ?? (await makePerson());
  const { accessToken: bearer, sessionId } = await signIn(person, options);
  await call(requestPhone, { bearer, body: { phone } });
  const answer = await call(confirmPhone, { bearer, body: { code: await lastTextCode(person.id, 'confirm_phone') } });
  if (answer.status !== 200) throw new Error(`Confirming answered ${answer.status} ${answer.code}.`);
  return { ...person, phone, bearer, sessionId };
}

/** Another code than this one. */
export function otherCode(code: string, step = 1): string {
  return String((Number(code) + step) % 1_000_000).padStart(6, '0');
}

/** Moves the end of this user's codes into the past by a second: ten minutes and one second after they were made. */
export async function letCodesExpire(userId: string): Promise<void> {
  await db().oneTimeToken.updateMany({ where: { userId }, data: { expiresAt: new Date(Date.now() - 1000) } });
}
