import { type AccountName, type AccountRecord, findAccountByEmail, findAccountByUsername } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { normalizeEmail } from '#lib/crypto/blind-index.ts';
import { db } from '#lib/db/client.ts';
import { type ErrorCode, ServiceError } from '#lib/errors.ts';
import { signInAdmission } from '#lib/passwords/hash-queue.ts';
import { verifySlowHash } from '#lib/passwords/slow-hash.ts';
import { verifyPassword } from '#lib/passwords/verify-password.ts';
import {
  clearAttempts,
  findAndReserve,
  findKnownDevice,
  type KnownDevice,
  oneAfterAnother,
  type Reservation,
  reserveAttempt,
  returnAttempt,
} from './attempts.ts';
import { completeSignIn, type SignInOutcome } from './complete-sign-in.ts';
import { evenFailures } from './even-timing.ts';

export type PasswordSignIn = {
  identifier: AccountName;
  password: string;
  remember: boolean;
  kind: 'browser' | 'api';
  previousCookie: string | null;
  caller: Caller;
};

/** Failures answer at multiples of this many milliseconds, so that their cause cannot be timed. */
const failureStepMilliseconds = 100;

async function deny(
  account: AccountRecord | null,
  reason: string,
  code: ErrorCode,
  caller: Caller,
  retryAfterSeconds?: number,
): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'session.denied', result: 'failure', reason, ...subject, caller });
  throw new ServiceError(code, retryAfterSeconds === undefined ? {} : { retryAfterSeconds, details: { retry_after: retryAfterSeconds } });
}

async function denyUnevaluated(account: AccountRecord | null, password: string, reason: string, caller: Caller): Promise<never> {
  // The same slow work as for a real check: time must not tell that there was nothing to check.
  await verifySlowHash(null, password);
  return deny(account, reason, 'INVALID_CREDENTIALS', caller);
}

type Try = { account: AccountRecord; device: KnownDevice | null; reservation: Reservation };

/** The account of that name and a try at its password, counted before anything is looked at; null where there is none. */
async function beginTry({ identifier, caller }: PasswordSignIn): Promise<Try | null> {
  if (!caller.deviceToken) {
    const found = await findAndReserve(caller.pool, identifier);
    return found && { ...found, device: null };
  }
  const { pool } = caller;
  const account =
    'email' in identifier ? await findAccountByEmail(pool, identifier.email) : await findAccountByUsername(pool, identifier.username);
  if (!account) return null;
  const device = await findKnownDevice(account.id, caller.deviceToken);
  return { account, device, reservation: await reserveAttempt(account, device) };
}

async function checkPassword({ account, device, reservation }: Try, { password, caller }: PasswordSignIn): Promise<void> {
  if (!reservation.granted) {
    if (device) return deny(account, 'device_locked', 'ACCOUNT_LOCKED', caller, reservation.retryAfterSeconds);
    return denyUnevaluated(account, password, 'locked', caller);
  }
  const isRight = await verifyPassword(account, password, caller).catch(async (error: unknown) => {
    await returnAttempt(account.id, device);
    throw error;
  });
  if (isRight) return;
  if (reservation.last)
    await recordEvent(db(), {
      action: 'user.locked',
      result: 'success',
      reason: device ? 'device' : 'account',
      subjectId: account.id,
      subjectKey: account.dataKey,
      caller,
    });
  await deny(account, 'wrong_password', 'INVALID_CREDENTIALS', caller);
}

/** Only somebody who knows the password learns in which state the account is. */
async function checkStatus(account: AccountRecord, device: KnownDevice | null, caller: Caller): Promise<void> {
  if (account.status === 'active') return;
  await clearAttempts(account.id, device);
  if (account.status === 'pending') await deny(account, 'email_not_verified', 'EMAIL_NOT_VERIFIED', caller);
  await deny(account, account.status, 'ACCOUNT_SUSPENDED', caller);
}

/** A flood over many names is refused before it costs a query; one over a single name waits in that name's own line. */
function admitted<T>(name: string, work: () => Promise<T>): Promise<T> {
  return oneAfterAnother(name, () => signInAdmission.run(work));
}

/**
 * Signs in with an e-mail address or username and a password. INVALID_CREDENTIALS for every cause a stranger could
 * probe; EMAIL_NOT_VERIFIED and ACCOUNT_SUSPENDED after the right password; ACCOUNT_LOCKED for a known device only.
 */
export function signInWithPassword(signIn: PasswordSignIn): Promise<SignInOutcome> {
  const { identifier, password, kind, remember, previousCookie, caller } = signIn;
  const name = 'email' in identifier ? normalizeEmail(identifier.email) : identifier.username.toLowerCase();
  return evenFailures(failureStepMilliseconds, () =>
    admitted(`${caller.pool}:${name}`, async () => {
      const begun = await beginTry(signIn);
      if (!begun) return denyUnevaluated(null, password, 'unknown_account', caller);
      const { account, device } = begun;
      await checkPassword(begun, signIn);
      await checkStatus(account, device, caller);
      const { id: userId, pool, dataKey, hasSecondFactor } = account;
      return completeSignIn({
        userId,
        pool,
        dataKey,
        hasSecondFactor,
        proof: { method: 'password', amr: ['pwd'] },
        kind,
        remember,
        previousCookie,
        caller,
      });
    }),
  );
}
