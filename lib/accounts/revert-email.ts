import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { ServiceError } from '#lib/errors.ts';
import { consumeToken, findLiveToken, type LiveToken, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { clearPassword } from '#lib/passwords/clear-password.ts';
import { mailPasswordReset } from '#lib/passwords/reset-password.ts';
import { emailChangeContext } from './change-email.ts';
import { endAccess } from './end-access.ts';
import { type AccountRecord, findAccountById } from './find-user.ts';
import { setEmail } from './set-email.ts';
import { removeRecentWaysIn } from './ways-in.ts';

async function refuse(account: AccountRecord | null, reason: string, caller: Caller): Promise<void> {
  const subject = { subjectId: account?.id ?? null, ...(account && { subjectKey: account.dataKey }) };
  await recordEvent(db(), { action: 'email_change.failed', result: 'failure', reason, ...subject, caller });
}

/** Whoever changed the address may know the password, be signed in and have links in the new mailbox: all of that ends. */
async function shutOut(transaction: Transaction, account: AccountRecord, since: Date, caller: Caller): Promise<void> {
  const { id: userId } = account;
  await clearPassword(transaction, userId);
  // Links that take back an earlier change stay: whoever holds them was the owner before.
  await voidTokens(transaction, userId, { except: ['email_revert'], madeBefore: since });
  await removeRecentWaysIn(transaction, account, 'email_reverted', caller);
  await endAccess(transaction, userId, 'email_reverted');
}

async function apply(transaction: Transaction, token: LiveToken, account: AccountRecord, caller: Caller): Promise<boolean> {
  if (!(await consumeToken(transaction, token.id))) return false;
  const { id: userId, dataKey } = account;
  const change = await transaction.emailChange.findFirst({ where: { revertTokenId: token.id, userId, revertedAt: null } });
  if (!change?.oldEmailSealed || !change.confirmedAt) return false;
  const restored = unseal(dataKey, change.oldEmailSealed, emailChangeContext('old_email', change.id)).toString('utf8');
  const removed = await setEmail(transaction, account, restored, caller);
  await transaction.emailChange.update({ where: { id: change.id }, data: { revertedAt: new Date() }, select: { id: true } });
  await shutOut(transaction, account, change.confirmedAt, caller);
  await recordEvent(transaction, {
    action: 'user.email_reverted',
    result: 'success',
    actorId: userId,
    subjectId: userId,
    subjectKey: dataKey,
    changes: { email: { before: removed, after: restored } },
    caller,
  });
  await mailPasswordReset(transaction, account);
  return true;
}

/**
 * Takes a change of address back with the link that the old address got, once: the old address counts again, every session
 * and token ends, the password is cleared and the old address gets a link to choose a new one. INVALID_TOKEN; CONFLICT when
 * somebody else has confirmed the old address meanwhile.
 */
export async function revertEmailChange(secret: string, caller: Caller): Promise<{ email_reverted: true }> {
  const token = await findLiveToken('email_revert', secret);
  const account = token?.userId ? await findAccountById(token.userId) : null;
  try {
    if (token && account && (await inTransaction((transaction) => apply(transaction, token, account, caller)))) {
      return { email_reverted: true };
    }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await refuse(account, 'taken', caller);
    throw new ServiceError('CONFLICT', { message: 'Somebody else has confirmed this address meanwhile.' });
  }
  await refuse(account, 'invalid_token', caller);
  throw new ServiceError('INVALID_TOKEN');
}
