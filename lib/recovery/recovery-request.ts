import { findContact } from '#lib/accounts/find-contact.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { type Database, db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { RecoveryRequest } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueOneTimeToken, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { admitText } from '#lib/sms/admit-text.ts';
import { queueText } from '#lib/sms/queue-text.ts';

/** Whose factors are at stake, as far as mails and the trail need it. */
export type RecoveryOwner = { id: string; dataKey: Uint8Array; locale: string };

/** How long a recovery can be completed after its waiting period. */
const usableDays = 7;

/** The recovery of this user that is under way, or null. Whether it has expired is decided here, not by the clean-up. */
export function findOpenRecovery(userId: string, database: Database = db()): Promise<RecoveryRequest | null> {
  return database.recoveryRequest.findFirst({ where: { userId, endedAt: null, expiresAt: { gt: new Date() } } });
}

/** Whether the waiting period is over, by time or by an administrator. */
export function isAvailable(request: Pick<RecoveryRequest, 'availableAt' | 'approvedAt'>): boolean {
  return request.approvedAt !== null || request.availableAt <= new Date();
}

function inWords(date: Date, locale: string): string {
  const text = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(date);
  return `${text} UTC`;
}

/** Tells the owner that a recovery is under way. Each notice has its own link to cancel; the older ones go on working. */
export async function tellOwner(transaction: Transaction, owner: RecoveryOwner, request: RecoveryRequest): Promise<void> {
  const secret = await issueOneTimeToken(transaction, { purpose: 'recovery_cancel', userId: owner.id });
  const cancelLink = `${env().APP_URL}/recovery/cancel?token=${secret}`;
  const message = request.approvedAt
    ? ({ template: 'recovery_approved', cancelLink } as const)
    : ({ template: 'recovery_waiting', cancelLink, when: inWords(request.availableAt, owner.locale) } as const);
  const recipient = { userId: owner.id, dataKey: owner.dataKey, locale: owner.locale };
  await queueMail(transaction, { ...recipient, message });
  // Somebody else may read the mailbox: that is what the recovery asks for.
  const { phone } = await findContact(owner, transaction);
  if (phone && (await admitText(transaction, 'notice', phone)))
    await queueText(transaction, { ...recipient, to: phone, message: { kind: 'recovery_notice' } });
}

/** Begins the waiting period, unless one is under way: then that one goes on. */
export async function openRecovery(transaction: Transaction, owner: RecoveryOwner, caller: Caller): Promise<RecoveryRequest> {
  // Two links opened at once must not begin two waiting periods: the second waits here and finds the first.
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${owner.id}::uuid FOR UPDATE`;
  const open = await findOpenRecovery(owner.id, transaction);
  if (open) return open;
  const now = new Date();
  await transaction.recoveryRequest.updateMany({ where: { userId: owner.id, endedAt: null }, data: { endedAt: now, outcome: 'expired' } });
  const availableAt = secondsFromNow(env().RECOVERY_WAIT_HOURS * 3600, now);
  const request = await transaction.recoveryRequest.create({
    data: { id: uuidv7(), userId: owner.id, createdAt: now, availableAt, expiresAt: secondsFromNow(usableDays * 86_400, availableAt) },
  });
  await recordEvent(transaction, {
    action: 'recovery.requested',
    result: 'success',
    actorId: owner.id,
    subjectId: owner.id,
    subjectKey: owner.dataKey,
    target: { type: 'recovery_request', id: request.id },
    caller,
  });
  await tellOwner(transaction, owner, request);
  return request;
}

/** Makes every link of the user's recoveries void. */
export async function voidRecoveryLinks(transaction: Transaction, userId: string): Promise<void> {
  await voidTokens(transaction, userId, { only: ['recovery_request', 'recovery_cancel', 'recovery_complete'] });
}

/** Ends the recovery that is under way at the owner's word. False when there is none. */
export async function cancelRecovery(
  transaction: Transaction,
  owner: RecoveryOwner,
  reason: 'session' | 'mail',
  caller: Caller,
): Promise<boolean> {
  const { count } = await transaction.recoveryRequest.updateMany({
    where: { userId: owner.id, endedAt: null, expiresAt: { gt: new Date() } },
    data: { endedAt: new Date(), outcome: 'cancelled' },
  });
  if (count === 0) return false;
  await voidRecoveryLinks(transaction, owner.id);
  await recordEvent(transaction, {
    action: 'recovery.cancelled',
    result: 'success',
    reason,
    actorId: owner.id,
    subjectId: owner.id,
    subjectKey: owner.dataKey,
    caller,
  });
  await queueMail(transaction, {
    userId: owner.id,
    dataKey: owner.dataKey,
    locale: owner.locale,
    message: { template: 'recovery_cancelled', resetLink: `${env().APP_URL}/forgot-password` },
  });
  return true;
}

export type OwnRecovery = { requested_at: string; available_at: string; expires_at: string; approved: boolean };

/** The recovery of the actor's own account that is under way. */
export async function describeOwnRecovery(actor: Actor): Promise<{ pending: OwnRecovery | null }> {
  const request = await findOpenRecovery(actor.user.id);
  const pending = request && {
    requested_at: request.createdAt.toISOString(),
    available_at: request.availableAt.toISOString(),
    expires_at: request.expiresAt.toISOString(),
    approved: request.approvedAt !== null,
  };
  return { pending };
}

/** Cancels the recovery of the actor's own account. NOT_FOUND when none is under way. */
export async function cancelOwnRecovery(actor: Actor, caller: Caller): Promise<{ cancelled: true }> {
  const owner = { id: actor.user.id, dataKey: actor.dataKey, locale: actor.user.locale };
  const cancelled = await inTransaction((transaction) => cancelRecovery(transaction, owner, 'session', caller));
  if (!cancelled) throw new ServiceError('NOT_FOUND');
  return { cancelled: true };
}
