import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { consumeToken, findLiveToken, findTokenByCode, type LiveToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { mailPasswordReset } from '#lib/passwords/reset-password.ts';
import { type AccountRecord, findAccountByEmail, findAccountById } from './find-user.ts';
import { mailVerification } from './register-account.ts';
import { removeSquatter } from './remove-squatter.ts';

export type VerificationProof = { token: string } | { email: string; code: string };

async function findProven(
  proof: VerificationProof,
  pool: string,
): Promise<{ token: LiveToken; account: AccountRecord } | { token: null; account: AccountRecord | null }> {
  if ('token' in proof) {
    const token = await findLiveToken('email_verification', proof.token);
    const account = token?.userId ? await findAccountById(token.userId) : null;
    return token && account ? { token, account } : { token: null, account };
  }
  const account = await findAccountByEmail(pool, proof.email);
  const token = await findTokenByCode('email_verification', account?.id ?? null, proof.code);
  return token && account ? { token, account } : { token: null, account };
}

async function refuse(failure: 'INVALID_TOKEN' | 'INVALID_CODE', account: AccountRecord | null, caller: Caller): Promise<never> {
  const subject = { subjectId: account?.id ?? null, ...(account && { subjectKey: account.dataKey }) };
  await recordEvent(db(), { action: 'email_verification.failed', result: 'failure', reason: failure.toLowerCase(), ...subject, caller });
  throw new ServiceError(failure);
}

/** Confirms an address with a link's token or a code. INVALID_TOKEN / INVALID_CODE for anything but a live, unused one. */
export async function verifyEmail(proof: VerificationProof, caller: Caller): Promise<{ verified: true; password_reset_required: boolean }> {
  const failure = 'token' in proof ? 'INVALID_TOKEN' : 'INVALID_CODE';
  const { token, account } = await findProven(proof, caller.pool);
  if (!token) return refuse(failure, account, caller);
  const { id, dataKey, locale } = account;
  let passwordGone = false;
  const consumed = await inTransaction(async (transaction) => {
    if (!(await consumeToken(transaction, token.id))) return false;
    passwordGone = await removeSquatter(transaction, { userId: id, dataKey, dropPassword: false, caller });
    await transaction.user.updateMany({ where: { id, emailVerifiedAt: null }, data: { emailVerifiedAt: new Date() } });
    await transaction.user.updateMany({ where: { id, status: 'pending' }, data: { status: 'active', updatedAt: new Date() } });
    await recordEvent(transaction, {
      action: 'user.email_verified',
      result: 'success',
      actorId: id,
      subjectId: id,
      subjectKey: dataKey,
      caller,
    });
    if (passwordGone) await mailPasswordReset(transaction, { id, dataKey, locale });
    return true;
  });
  if (!consumed) return refuse(failure, account, caller);
  return { verified: true, password_reset_required: passwordGone };
}

/** Mails a fresh code and link to an unconfirmed address; does nothing for any other, and nobody is told which. */
export async function resendVerification(email: string, caller: Caller): Promise<{ status: 'accepted' }> {
  const account = await findAccountByEmail(caller.pool, email);
  const code = await makeCode();
  await inTransaction(async (transaction) => {
    const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
    await recordEvent(transaction, { action: 'email_verification.requested', result: 'success', ...subject, caller });
    if (account && !account.emailVerifiedAt) await mailVerification(transaction, { ...account, email }, code);
  });
  return { status: 'accepted' };
}
