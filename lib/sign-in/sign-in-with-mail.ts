import { type AccountRecord, findAccountByEmail, findAccountById } from '#lib/accounts/find-user.ts';
import { openPersonalData, selectPersonalData } from '#lib/accounts/personal-data.ts';
import { mailVerification } from '#lib/accounts/register-account.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { type ErrorCode, ServiceError } from '#lib/errors.ts';
import {
  consumeToken,
  findLiveToken,
  findTokenByCode,
  issueOneTimeToken,
  type LiveToken,
  makeCode,
} from '#lib/one-time-tokens/one-time-token.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import { requireAllowedMethod } from '#lib/settings/allowed-methods.ts';
import { completeSignIn, type SignInOutcome } from './complete-sign-in.ts';

/** Mails a link and a code to sign in with. An unconfirmed address gets the mail to confirm it; an unknown one nothing. FORBIDDEN where this is turned off. */
export async function requestSignInMail(
  input: { email: string; redirectTo: string | null },
  caller: Caller,
): Promise<{ status: 'accepted' }> {
  await requireAllowedMethod(caller.pool, 'email_sign_in');
  const account = await findAccountByEmail(caller.pool, input.email);
  const code = await makeCode();
  await inTransaction(async (transaction) => {
    const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
    await recordEvent(transaction, { action: 'sign_in_link.requested', result: 'success', ...subject, caller });
    if (account?.status === 'pending') {
      // Who asks for a mail instead of typing the password may not be who chose it: after the mail it must not open the account.
      await transaction.user.updateMany({ where: { id: account.id, passwordHash: { not: null } }, data: { registrationContested: true } });
      return mailVerification(transaction, { ...account, email: input.email }, code);
    }
    if (account?.status !== 'active' || !(await countRecipient(transaction, 'sign_in', input.email))) return;
    const token = await issueOneTimeToken(transaction, { purpose: 'sign_in', userId: account.id, codeHash: code.codeHash });
    const link = new URL('/magic-link', env().APP_URL);
    link.searchParams.set('token', token);
    if (input.redirectTo) link.searchParams.set('redirect_to', input.redirectTo);
    await queueMail(transaction, {
      userId: account.id,
      dataKey: account.dataKey,
      locale: account.locale,
      message: { template: 'sign_in', code: code.code, link: link.href },
    });
  });
  return { status: 'accepted' };
}

/** The address a live link was mailed to, or null; looking does not use it up. */
export async function findSignInLinkAddress(secret: string): Promise<string | null> {
  const token = await findLiveToken('sign_in', secret);
  const account = token?.userId ? await findAccountById(token.userId) : null;
  if (!account) return null;
  const row = await db().user.findUniqueOrThrow({ where: { id: account.id }, select: selectPersonalData });
  return openPersonalData(account.dataKey, account.id, row).email;
}

export type MailProof = { token: string } | { email: string; code: string };
export type MailSignIn = { proof: MailProof; kind: 'browser' | 'api'; remember: boolean; previousCookie: string | null; caller: Caller };

async function findProven(proof: MailProof, pool: string): Promise<{ token: LiveToken | null; account: AccountRecord | null }> {
  if ('token' in proof) {
    const token = await findLiveToken('sign_in', proof.token);
    const account = token?.userId ? await findAccountById(token.userId) : null;
    // The mail's link names the pool (lib/email/pool-links.ts): it opens nothing for an application of another one.
    return account?.pool === pool ? { token, account } : { token: null, account };
  }
  const account = await findAccountByEmail(pool, proof.email);
  return { token: await findTokenByCode('sign_in', account?.id ?? null, proof.code), account };
}

async function deny(account: AccountRecord | null, reason: string, code: ErrorCode, caller: Caller): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'session.denied', result: 'failure', reason, ...subject, caller });
  throw new ServiceError(code);
}

/** Signs in with the link or the code of a mail, once. INVALID_TOKEN / INVALID_CODE; ACCOUNT_SUSPENDED; FORBIDDEN where this is turned off. A second factor is still owed. */
export async function signInWithMail({ proof, kind, remember, previousCookie, caller }: MailSignIn): Promise<SignInOutcome> {
  // Asked again: a mail that was sent before the switch opens nothing after it.
  await requireAllowedMethod(caller.pool, 'email_sign_in');
  const failure = 'token' in proof ? 'INVALID_TOKEN' : 'INVALID_CODE';
  const { token, account } = await findProven(proof, caller.pool);
  if (!token || !account) return deny(account, failure.toLowerCase(), failure, caller);
  if (!(await inTransaction((transaction) => consumeToken(transaction, token.id))))
    return deny(account, failure.toLowerCase(), failure, caller);
  if (account.status !== 'active') return deny(account, account.status, 'ACCOUNT_SUSPENDED', caller);
  return completeSignIn({
    userId: account.id,
    pool: account.pool,
    dataKey: account.dataKey,
    proof: { method: 'email', amr: ['otp'] },
    kind,
    remember,
    previousCookie,
    caller,
  });
}
