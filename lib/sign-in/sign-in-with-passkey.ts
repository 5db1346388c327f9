import {
  type AccountName,
  type AccountRecord,
  findAccountByEmail,
  findAccountById,
  findAccountByUsername,
} from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { normalizeEmail } from '#lib/crypto/blind-index.ts';
import { db } from '#lib/db/client.ts';
import { type ErrorCode, ServiceError } from '#lib/errors.ts';
import type { ChallengePurpose } from '#lib/passkeys/challenge.ts';
import { type RequestOptions, signInOptions } from '#lib/passkeys/request-options.ts';
import { type Assertion, type AssertionFailure, verifyAssertion } from '#lib/passkeys/verify-assertion.ts';
import { type CompletedSignIn, completeSignIn } from './complete-sign-in.ts';
import { evenFailures, evenTiming } from './even-timing.ts';

/** Answers come at multiples of this many milliseconds, so that whether there is such an account cannot be timed. */
const stepMilliseconds = 100;

/** Which caller the options are made for; the answer has to come from the same. A browser is known by a cookie. */
type Client = { kind: 'browser'; browserToken: string } | { kind: 'api' };

function purposeOf(client: Client): ChallengePurpose {
  return { ceremony: 'sign_in', kind: client.kind, holder: client.kind === 'browser' ? client.browserToken : null };
}

/** Options to sign in: for whoever it is, or for somebody by name, where an unknown name gets the same options. */
export function startPasskeySignIn(pool: string, name: AccountName | null, client: Client): Promise<RequestOptions> {
  const purpose = purposeOf(client);
  if (!name) return signInOptions(purpose, 'anyone');
  return evenTiming(stepMilliseconds, async () => {
    const typed = 'email' in name ? normalizeEmail(name.email) : name.username.toLowerCase();
    const account = 'email' in name ? await findAccountByEmail(pool, typed) : await findAccountByUsername(pool, typed);
    return signInOptions(purpose, account?.id ?? null);
  });
}

export type PasskeySignIn = {
  assertion: Assertion;
  client: Client;
  remember: boolean;
  previousCookie: string | null;
  caller: Caller;
};

/** What has to do with an account looks the same whatever it was; what the answer itself says may be told. */
const codeOf = {
  challenge: 'INVALID_TOKEN',
  malformed: 'INVALID_TOKEN',
  backup_eligibility: 'INVALID_TOKEN',
  unknown: 'INVALID_CREDENTIALS',
  signature: 'INVALID_CREDENTIALS',
  counter: 'INVALID_CREDENTIALS',
} satisfies Record<AssertionFailure, ErrorCode>;

const refusals = {
  INVALID_TOKEN: 'This sign-in has expired. Try again.',
  INVALID_CREDENTIALS: 'This passkey does not open an account here.',
};

async function deny(account: AccountRecord | null, reason: string, code: ErrorCode, caller: Caller, message?: string): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'session.denied', result: 'failure', reason, ...subject, caller });
  throw new ServiceError(code, message ? { message } : {});
}

/**
 * Signs in with a passkey, which is two factors at once: no other one is owed. INVALID_TOKEN for an answer that does not
 * fit the options; INVALID_CREDENTIALS for what has to do with an account; its state only after the proof. Failed
 * passwords lock nobody out here: what a stranger can do with them must not keep the owner's passkey from working.
 */
export function signInWithPasskey({ assertion, client, remember, previousCookie, caller }: PasskeySignIn): Promise<CompletedSignIn> {
  return evenFailures(stepMilliseconds, async () => {
    const outcome = await verifyAssertion(assertion, purposeOf(client), caller);
    const userId = outcome.verified ? outcome.passkey.userId : outcome.userId;
    const account = userId ? await findAccountById(userId) : null;
    if (!outcome.verified) {
      const code = codeOf[outcome.reason];
      return deny(account, `passkey_${outcome.reason}`, code, caller, refusals[code]);
    }
    if (!account) return deny(null, 'passkey_unknown', 'INVALID_CREDENTIALS', caller, refusals.INVALID_CREDENTIALS);
    if (account.status === 'pending') return deny(account, 'email_not_verified', 'EMAIL_NOT_VERIFIED', caller);
    if (account.status !== 'active') return deny(account, account.status, 'ACCOUNT_SUSPENDED', caller);
    const completed = await completeSignIn({
      userId: account.id,
      pool: account.pool,
      dataKey: account.dataKey,
      proof: { method: 'passkey', amr: [outcome.passkey.backupEligible ? 'swk' : 'hwk', 'user', 'mfa'] },
      kind: client.kind,
      remember,
      previousCookie,
      caller,
    });
    if (completed.status !== 'signed_in') throw new Error('A passkey owes no second factor.');
    return completed;
  });
}
