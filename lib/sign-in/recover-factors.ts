import { endAccess } from '#lib/accounts/end-access.ts';
import { type AccountRecord, findAccountById } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import {
  consumeToken,
  findLiveToken,
  issueOneTimeToken,
  type LiveToken,
  type OneTimePurpose,
  voidTokens,
} from '#lib/one-time-tokens/one-time-token.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import { cancelRecovery, findOpenRecovery, isAvailable, openRecovery } from '#lib/recovery/recovery-request.ts';
import { findChallengedUser } from './challenge.ts';

/** How far the recovery of somebody who proved the first factor has come. INVALID_TOKEN without an open challenge. */
export async function describeRecovery(
  challengeToken: string,
): Promise<{ state: 'none' | 'waiting' | 'available'; availableAt: Date | null }> {
  const userId = await findChallengedUser(challengeToken);
  if (!userId) throw new ServiceError('INVALID_TOKEN');
  const request = await findOpenRecovery(userId);
  if (!request) return { state: 'none', availableAt: null };
  return { state: isAvailable(request) ? 'available' : 'waiting', availableAt: request.availableAt };
}

async function refuse(account: AccountRecord | null, reason: string, caller: Caller): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'recovery.failed', result: 'failure', reason, ...subject, caller });
  throw new ServiceError('INVALID_TOKEN');
}

/**
 * Mails the next link to somebody who proved the first factor: the one that begins the waiting period, or, after it, the
 * one that removes the second factors. The answer is the same while it runs. INVALID_TOKEN without an open challenge.
 */
export async function requestRecovery(challengeToken: string, caller: Caller): Promise<{ status: 'accepted' }> {
  const userId = await findChallengedUser(challengeToken);
  const account = userId ? await findAccountById(userId) : null;
  if (account?.status !== 'active') return refuse(account, 'invalid_challenge', caller);
  await inTransaction(async (transaction) => {
    const about = { subjectId: account.id, subjectKey: account.dataKey, caller };
    await recordEvent(transaction, { action: 'recovery.link_requested', result: 'success', ...about });
    const open = await findOpenRecovery(account.id, transaction);
    if (open && !isAvailable(open)) return;
    if (!(await countRecipient(transaction, 'recovery', account.id))) return;
    const purpose = open ? 'recovery_complete' : 'recovery_request';
    const secret = await issueOneTimeToken(transaction, { purpose, userId: account.id });
    const link = `${env().APP_URL}/recovery/${open ? 'complete' : 'confirm'}?token=${secret}`;
    const message = { template: open ? 'recovery_complete' : 'recovery_confirm', link } as const;
    await queueMail(transaction, { userId: account.id, dataKey: account.dataKey, locale: account.locale, message });
  });
  return { status: 'accepted' };
}

/** Consumes the token and does the step in one transaction; a step that answers null leaves everything as it was. */
async function withMailedToken<T>(
  purpose: OneTimePurpose,
  secret: string,
  caller: Caller,
  step: (transaction: Transaction, account: AccountRecord) => Promise<T | null>,
): Promise<T> {
  const token: LiveToken | null = await findLiveToken(purpose, secret);
  const account = token?.userId ? await findAccountById(token.userId) : null;
  if (!token || account?.status !== 'active') return refuse(account, 'invalid_token', caller);
  try {
    return await inTransaction(async (transaction) => {
      const done = (await consumeToken(transaction, token.id)) ? await step(transaction, account) : null;
      // Thrown inside, so that the token is given back with all the rest.
      if (done === null) throw new ServiceError('INVALID_TOKEN');
      return done;
    });
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'INVALID_TOKEN')) throw error;
    return refuse(account, 'invalid_token', caller);
  }
}

/** Begins the waiting period with the link of the mail, once. INVALID_TOKEN. */
export function confirmRecovery(secret: string, caller: Caller): Promise<{ status: 'waiting'; available_at: string }> {
  return withMailedToken('recovery_request', secret, caller, async (transaction, account) => {
    const { availableAt } = await openRecovery(transaction, account, caller);
    return { status: 'waiting', available_at: availableAt.toISOString() } as const;
  });
}

/** Cancels with the link of a notice. INVALID_TOKEN when nothing is under way. */
export function cancelRecoveryByMail(secret: string, caller: Caller): Promise<{ cancelled: true }> {
  return withMailedToken('recovery_cancel', secret, caller, async (transaction, account) =>
    (await cancelRecovery(transaction, account, 'mail', caller)) ? ({ cancelled: true } as const) : null,
  );
}

async function removeFactors(transaction: Transaction, userId: string): Promise<void> {
  await transaction.factor.deleteMany({ where: { userId } });
  await transaction.backupCode.deleteMany({ where: { userId } });
  // A lost passkey would still be a way in.
  await transaction.passkey.deleteMany({ where: { userId } });
  await transaction.user.update({ where: { id: userId }, data: { factorFailures: 0, updatedAt: new Date() }, select: { id: true } });
  await voidTokens(transaction, userId, { except: ['email_revert'] });
  await endAccess(transaction, userId, 'recovered');
}

/** Removes every second factor with the link of the mail, after the waiting period or an approval, once. INVALID_TOKEN. */
export function completeRecovery(secret: string, caller: Caller): Promise<{ factors_removed: true }> {
  return withMailedToken('recovery_complete', secret, caller, async (transaction, account) => {
    const now = new Date();
    // The link alone proves nothing about the waiting period: the request must be open and available right now.
    const { count } = await transaction.recoveryRequest.updateMany({
      where: {
        userId: account.id,
        endedAt: null,
        expiresAt: { gt: now },
        OR: [{ availableAt: { lte: now } }, { approvedAt: { not: null } }],
      },
      data: { endedAt: now, outcome: 'completed' },
    });
    if (count === 0) return null;
    await removeFactors(transaction, account.id);
    await recordEvent(transaction, {
      action: 'recovery.completed',
      result: 'success',
      actorId: account.id,
      subjectId: account.id,
      subjectKey: account.dataKey,
      caller,
    });
    const message = { template: 'recovery_completed', resetLink: `${env().APP_URL}/forgot-password` } as const;
    await queueMail(transaction, { userId: account.id, dataKey: account.dataKey, locale: account.locale, message });
    return { factors_removed: true } as const;
  });
}
