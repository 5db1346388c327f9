import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { normalizeEmail } from '#lib/crypto/blind-index.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import {
  consumeToken,
  findLiveToken,
  findTokenByCode,
  issueOneTimeToken,
  type LiveToken,
  makeCode,
  voidTokens,
} from '#lib/one-time-tokens/one-time-token.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type AccountRecord, findAccountByEmail, findAccountById } from './find-user.ts';
import { setEmail } from './set-email.ts';

/** Where the addresses of a change belong: their AAD. */
export function emailChangeContext(field: 'new_email' | 'old_email', id: string): string {
  return `email_change.${field}:${id}`;
}

const open = { confirmedAt: null, cancelledAt: null } as const;

export type EmailState = {
  email: string | null;
  email_verified: boolean;
  pending: { email: string; requested_at: string; expires_at: string } | null;
};

/** The actor's address, and the one that waits for its confirmation. */
export async function describeEmail({ user, dataKey }: Actor): Promise<EmailState> {
  const change = await db().emailChange.findFirst({
    where: { userId: user.id, ...open, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
  });
  const pending = change && {
    email: unseal(dataKey, change.newEmailSealed, emailChangeContext('new_email', change.id)).toString('utf8'),
    requested_at: change.createdAt.toISOString(),
    expires_at: change.expiresAt.toISOString(),
  };
  return { email: user.email, email_verified: user.emailVerifiedAt !== null, pending };
}

/** Whose address this is for good. An account that was never confirmed has no claim: the mailbox decides (`setEmail`). */
function ownsAddress(holder: AccountRecord | null): holder is AccountRecord {
  return holder !== null && (holder.status !== 'pending' || holder.emailVerifiedAt !== null);
}

/**
 * Mails a code and a link to the new address. For an address that is taken all the same is written, but its owner gets
 * a mail without either, so nobody learns who has an account. VALIDATION_FAILED for the actor's own address.
 */
export async function requestEmailChange(actor: Actor, address: string, caller: Caller): Promise<{ status: 'confirmation_required' }> {
  const { user, dataKey } = actor;
  const email = normalizeEmail(address);
  if (user.email && email === normalizeEmail(user.email)) throw fieldError('email', 'same', 'This is your address already.');
  const holder = await findAccountByEmail(user.pool, email);
  const { code, codeHash } = await makeCode();
  await inTransaction(async (transaction) => {
    await cancelPending(transaction, user.id);
    const secret = await issueOneTimeToken(transaction, { purpose: 'email_change', userId: user.id, codeHash });
    const token = await findLiveToken('email_change', secret, transaction);
    const id = uuidv7();
    await transaction.emailChange.create({
      data: {
        id,
        userId: user.id,
        newEmailSealed: seal(dataKey, email, emailChangeContext('new_email', id)),
        confirmTokenId: token?.id ?? null,
        expiresAt: token?.expiresAt ?? new Date(),
      },
      select: { id: true },
    });
    await recordEvent(transaction, {
      action: 'email_change.requested',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      changes: { email: { before: user.email, after: email } },
      caller,
    });
    if (!(await countRecipient(transaction, 'email_change', email))) return;
    const { APP_URL } = env();
    if (ownsAddress(holder)) {
      const message = { template: 'email_change_taken', signInLink: `${APP_URL}/login` } as const;
      await queueMail(transaction, { userId: holder.id, dataKey: holder.dataKey, locale: holder.locale, message });
    } else {
      const message = { template: 'email_change', code, link: `${APP_URL}/confirm-email?token=${secret}` } as const;
      await queueMail(transaction, { userId: user.id, dataKey, locale: user.locale, to: email, message });
    }
  });
  return { status: 'confirmation_required' };
}

async function cancelPending(transaction: Transaction, userId: string): Promise<number> {
  await voidTokens(transaction, userId, { only: ['email_change'] });
  const { count } = await transaction.emailChange.updateMany({ where: { userId, ...open }, data: { cancelledAt: new Date() } });
  return count;
}

/** Keeps the old address: code and link stop working. NOT_FOUND when no change is waiting. */
export async function cancelEmailChange(actor: Actor, caller: Caller): Promise<{ cancelled: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    if ((await cancelPending(transaction, user.id)) === 0) throw new ServiceError('NOT_FOUND');
    await recordEvent(transaction, {
      action: 'email_change.cancelled',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      caller,
    });
  });
  return { cancelled: true };
}

type Proof = { token: string } | { userId: string; code: string };

async function refuse(account: AccountRecord | null, reason: string, code: 'INVALID_TOKEN' | 'INVALID_CODE', caller: Caller) {
  const subject = { subjectId: account?.id ?? null, ...(account && { subjectKey: account.dataKey }) };
  await recordEvent(db(), { action: 'email_change.failed', result: 'failure', reason, ...subject, caller });
  return new ServiceError(code);
}

/** Mails the old address, with the link that takes the change back. */
async function tellOldAddress(transaction: Transaction, account: AccountRecord, changeId: string, oldEmail: string): Promise<void> {
  const secret = await issueOneTimeToken(transaction, { purpose: 'email_revert', userId: account.id });
  const revert = await findLiveToken('email_revert', secret, transaction);
  await transaction.emailChange.update({
    where: { id: changeId },
    data: {
      oldEmailSealed: seal(account.dataKey, oldEmail, emailChangeContext('old_email', changeId)),
      revertTokenId: revert?.id ?? null,
    },
    select: { id: true },
  });
  await queueMail(transaction, {
    userId: account.id,
    dataKey: account.dataKey,
    locale: account.locale,
    to: oldEmail,
    message: { template: 'email_changed', revertLink: `${env().APP_URL}/revert-email?token=${secret}` },
  });
}

async function apply(transaction: Transaction, token: LiveToken, account: AccountRecord, caller: Caller): Promise<boolean> {
  if (!(await consumeToken(transaction, token.id))) return false;
  const { id: userId, dataKey } = account;
  const change = await transaction.emailChange.findFirst({ where: { confirmTokenId: token.id, userId, ...open } });
  if (!change) return false;
  const newEmail = unseal(dataKey, change.newEmailSealed, emailChangeContext('new_email', change.id)).toString('utf8');
  const oldEmail = await setEmail(transaction, account, newEmail, caller);
  await transaction.emailChange.update({ where: { id: change.id }, data: { confirmedAt: new Date() }, select: { id: true } });
  // What was mailed to the old address opens nothing any more, but for the links that take a change back.
  await voidTokens(transaction, userId, { except: ['email_revert'] });
  await recordEvent(transaction, {
    action: 'user.email_changed',
    result: 'success',
    actorId: userId,
    subjectId: userId,
    subjectKey: dataKey,
    changes: { email: { before: oldEmail, after: newEmail } },
    caller,
  });
  if (oldEmail) await tellOldAddress(transaction, account, change.id, oldEmail);
  return true;
}

/**
 * Makes the new address count, with the link or the code that it got, once. INVALID_TOKEN / INVALID_CODE for anything but
 * a live one; CONFLICT when somebody else confirmed the address first: only somebody who reads its mails learns that.
 */
export async function confirmEmailChange(proof: Proof, caller: Caller): Promise<{ email_changed: true }> {
  const failure = 'token' in proof ? 'INVALID_TOKEN' : 'INVALID_CODE';
  const token =
    'token' in proof ? await findLiveToken('email_change', proof.token) : await findTokenByCode('email_change', proof.userId, proof.code);
  const account = token?.userId ? await findAccountById(token.userId) : null;
  if (!token || account?.status !== 'active') throw await refuse(account, failure.toLowerCase(), failure, caller);
  try {
    if (await inTransaction((transaction) => apply(transaction, token, account, caller))) return { email_changed: true };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await refuse(account, 'taken', failure, caller);
    throw new ServiceError('CONFLICT', { message: 'Somebody else has confirmed this address meanwhile.' });
  }
  throw await refuse(account, failure.toLowerCase(), failure, caller);
}
