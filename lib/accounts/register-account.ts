import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { checkPasswordPolicy } from '#lib/passwords/policy.ts';
import { isOwnHash, slowHash, verifySlowHash } from '#lib/passwords/slow-hash.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import { requireAllowedMethod } from '#lib/settings/allowed-methods.ts';
import { normalizePhone } from '#lib/sms/phone-number.ts';
import { createUser } from './create-user.ts';
import { type AccountRecord, findAccountByEmail, findAccountByUsername } from './find-user.ts';

/** The version of the terms that a new account accepts. */
const termsVersion = '2026-11';
/** A form sent twice at once is one registration and one mail. */
const repeatMilliseconds = 30_000;

export type Registration = {
  email: string;
  password: string;
  name?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  locale: string;
};

type Code = { code: string; codeHash: string };

/** Mails a fresh code and link, unless the recipient has had enough mails. */
export async function mailVerification(
  transaction: Transaction,
  account: { id: string; dataKey: Uint8Array; locale: string; email: string },
  code: Code,
): Promise<void> {
  if (!(await countRecipient(transaction, 'verification', account.email))) return;
  const token = await issueOneTimeToken(transaction, { purpose: 'email_verification', userId: account.id, codeHash: code.codeHash });
  const link = `${env().APP_URL}/verify-email?token=${token}`;
  await queueMail(transaction, {
    userId: account.id,
    dataKey: account.dataKey,
    locale: account.locale,
    message: { template: 'verify_email', code: code.code, link },
  });
}

async function tellOwner(transaction: Transaction, owner: AccountRecord, email: string): Promise<void> {
  if (!(await countRecipient(transaction, 'already_registered', email))) return;
  const { APP_URL } = env();
  const message = { template: 'already_registered', signInLink: `${APP_URL}/login`, resetLink: `${APP_URL}/forgot-password` } as const;
  await queueMail(transaction, { userId: owner.id, dataKey: owner.dataKey, locale: owner.locale, message });
}

async function registerAgain(owner: AccountRecord, email: string, samePassword: boolean, code: Code, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    await recordEvent(transaction, {
      action: 'user.registration_repeated',
      result: 'denied',
      reason: owner.status,
      subjectId: owner.id,
      subjectKey: owner.dataKey,
      caller,
    });
    if (owner.status !== 'pending') return tellOwner(transaction, owner, email);
    // Whoever proves the mailbox must not find somebody else's password on the account: with two different ones, neither is trusted.
    if (!samePassword)
      await transaction.user.update({ where: { id: owner.id }, data: { registrationContested: true }, select: { id: true } });
    if (samePassword && Date.now() - owner.createdAt.getTime() < repeatMilliseconds) return;
    await mailVerification(transaction, { ...owner, email }, code);
  });
}

/** A hash from elsewhere costs what it costs, so comparing with it would tell that the address is taken: it counts as another password. */
function comparableHash(owner: AccountRecord | null): string | null {
  return owner?.passwordHash && isOwnHash(owner.passwordHash) ? owner.passwordHash : null;
}

async function registerFirst(input: Registration, passwordHash: string, code: Code, caller: Caller): Promise<boolean> {
  return inTransaction(async (transaction) => {
    const { email, name, username, phone, locale } = input;
    const created = await createUser(transaction, {
      pool: caller.pool,
      email,
      emailVerified: false,
      name,
      username,
      phone,
      passwordHash,
      locale,
      role: 'user',
    });
    if (!created) return false;
    const { id, dataKey } = created;
    await transaction.consent.create({
      data: { id: uuidv7(), userId: id, document: 'terms', version: termsVersion },
      select: { id: true },
    });
    await recordEvent(transaction, {
      action: 'user.registered',
      result: 'success',
      actorId: id,
      subjectId: id,
      subjectKey: dataKey,
      caller,
    });
    await mailVerification(transaction, { id, dataKey, locale, email }, code);
    return true;
  });
}

/**
 * Creates a pending account and mails its owner; does the same work and answers the same for a taken address.
 * FORBIDDEN where registration is closed; WEAK_PASSWORD, BREACHED_PASSWORD; CONFLICT for a taken username (usernames are public).
 */
export async function registerAccount(typed: Registration, caller: Caller): Promise<{ status: 'verification_required' }> {
  await requireAllowedMethod(caller.pool, 'sign_up');
  const input = { ...typed, phone: typed.phone === undefined ? undefined : normalizePhone(typed.phone) };
  await checkPasswordPolicy(caller.pool, input.password, [input.email, input.name, input.username]);
  const usernameOwner = input.username ? await findAccountByUsername(caller.pool, input.username) : null;
  const owner = await findAccountByEmail(caller.pool, input.email);
  // Always the same three slow hashes, whoever owns the address.
  const samePassword = await verifySlowHash(comparableHash(owner), input.password);
  // Only the same form sent twice may repeat a taken username: otherwise a guessed address that "works" with it would be its owner's.
  if (usernameOwner && !(usernameOwner.id === owner?.id && samePassword)) throw usernameTaken();
  const passwordHash = await slowHash(input.password);
  const code = await makeCode();
  try {
    if (!owner && (await registerFirst(input, passwordHash, code, caller))) return { status: 'verification_required' };
  } catch (error) {
    if (isUniqueViolation(error)) throw usernameTaken();
    throw error;
  }
  const winner = owner ?? (await findAccountByEmail(caller.pool, input.email));
  // Somebody registered the address between our look and our insert; their password has not been compared yet.
  const same = owner ? samePassword : await verifySlowHash(comparableHash(winner), input.password);
  if (winner) await registerAgain(winner, input.email, same, code, caller);
  return { status: 'verification_required' };
}

function usernameTaken(): ServiceError {
  const message = 'This username is taken.';
  return new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'username', code: 'taken', message }] } });
}
