import { type AccountRecord, findAccountByPhone } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { type ErrorCode, ServiceError } from '#lib/errors.ts';
import { consumeToken, findTokenByCode, hasLiveToken, issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { limitTable } from '#lib/rate-limit/limit-table.ts';
import { countUnder, uncount } from '#lib/rate-limit/recipient-counter.ts';
import { requireAllowedMethod } from '#lib/settings/allowed-methods.ts';
import { admitText } from '#lib/sms/admit-text.ts';
import { normalizePhone } from '#lib/sms/phone-number.ts';
import { queueText } from '#lib/sms/queue-text.ts';
import { completeSignIn, type SignInOutcome } from './complete-sign-in.ts';

/** Wrong codes for one account in a day, over all its codes: five tries for each of three an hour would add up. */
const tries = limitTable['account.text_code'].default;

/** Sends a code to a number that an account has confirmed. VALIDATION_FAILED for what is no number; otherwise nobody is told anything. */
export async function requestSignInText(typed: string, caller: Caller): Promise<{ status: 'accepted' }> {
  await requireAllowedMethod(caller.pool, 'sms_sign_in');
  const phone = normalizePhone(typed);
  const account = await findAccountByPhone(caller.pool, phone);
  const { code, codeHash } = await makeCode();
  await inTransaction(async (transaction) => {
    const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
    await recordEvent(transaction, { action: 'sign_in_text.requested', result: 'success', ...subject, caller });
    if (account?.status !== 'active' || !(await admitText(transaction, 'sign_in', phone))) return;
    await issueOneTimeToken(transaction, { purpose: 'phone_sign_in', userId: account.id, codeHash });
    await queueText(transaction, {
      userId: account.id,
      dataKey: account.dataKey,
      locale: account.locale,
      to: phone,
      message: { kind: 'sign_in', code },
    });
  });
  return { status: 'accepted' };
}

export type TextSignIn = {
  phone: string;
  code: string;
  kind: 'browser' | 'api';
  remember: boolean;
  previousCookie: string | null;
  caller: Caller;
};

async function deny(account: AccountRecord | null, reason: string, code: ErrorCode, caller: Caller): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'session.denied', result: 'failure', reason, ...subject, caller });
  throw new ServiceError(code);
}

/** Uses the code up. Each try is counted for the account before it is looked at, and a right one gives its try back. */
async function takeCode(account: AccountRecord | null, code: string): Promise<boolean> {
  const key = Buffer.from(`phone-sign-in:${account?.id ?? 'nobody'}`);
  // Only while there is a code to guess, or strangers could use the tries up without one message to warn the owner.
  const isWaiting = account !== null && (await hasLiveToken('phone_sign_in', account.id));
  const counted = isWaiting && (await inTransaction((transaction) => countUnder(transaction, key, tries)));
  const token = await findTokenByCode('phone_sign_in', counted ? account.id : null, code);
  if (!token || !(await inTransaction((transaction) => consumeToken(transaction, token.id)))) return false;
  await uncount(key, tries);
  return true;
}

/** Signs in with the code of a text message, once. INVALID_CODE; ACCOUNT_SUSPENDED. A second factor is still owed. */
export async function signInWithText({ phone, code, kind, remember, previousCookie, caller }: TextSignIn): Promise<SignInOutcome> {
  await requireAllowedMethod(caller.pool, 'sms_sign_in');
  const account = await findAccountByPhone(caller.pool, normalizePhone(phone));
  if (!(await takeCode(account, code)) || !account) return deny(account, 'invalid_code', 'INVALID_CODE', caller);
  if (account.status !== 'active') return deny(account, account.status, 'ACCOUNT_SUSPENDED', caller);
  return completeSignIn({
    userId: account.id,
    pool: account.pool,
    dataKey: account.dataKey,
    hasSecondFactor: account.hasSecondFactor,
    proof: { method: 'sms', amr: ['sms'] },
    kind,
    remember,
    previousCookie,
    caller,
  });
}
