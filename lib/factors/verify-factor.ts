import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { consumeToken, findTokenByCode } from '#lib/one-time-tokens/one-time-token.ts';
import type { ChallengePurpose } from '#lib/passkeys/challenge.ts';
import { type Assertion, verifyAssertion } from '#lib/passkeys/verify-assertion.ts';
import { consumeBackupCode } from './backup-codes.ts';
import { type FactorMethod, factorMethods, type SentFactorMethod } from './factor-methods.ts';
import { acceptedTotpStep } from './totp.ts';

type CodeProof = { method: FactorMethod | 'backup_code'; code: string };
/** Every second factor there is. One that a code proves is a line here and in `prove`. */
export type FactorProof = CodeProof | { method: 'passkey'; assertion: Assertion };

/** After so many wrong codes in a row, of any method and over any number of challenges, no code is evaluated any more. */
export const maxFactorFailures = 100;

export function factorContext(factorId: string): string {
  return `factor.secret:${factorId}`;
}

/** Accepts a TOTP code once: the step is stored by one conditional update, so a parallel or later replay loses. */
async function proveTotp(userId: string, dataKey: Uint8Array, code: string): Promise<boolean> {
  const factor = await db().factor.findFirst({ where: { userId, method: 'totp', confirmedAt: { not: null } } });
  if (!factor?.secretSealed) return false;
  const secret = unseal(dataKey, factor.secretSealed, factorContext(factor.id)).toString('utf8');
  const step = await acceptedTotpStep(secret, code, factor.lastStep);
  if (step === null) return false;
  const { count } = await db().factor.updateMany({
    where: { id: factor.id, lastStep: { lt: step } },
    data: { lastStep: step, lastUsedAt: new Date() },
  });
  return count === 1;
}

/** Accepts a code that we sent, once, in the challenge or session that asked for it and nowhere else. */
async function proveSentCode(method: SentFactorMethod, userId: string, code: string, askedIn: string | null): Promise<boolean> {
  const token = await findTokenByCode(`${method}_factor`, userId, code.replace(/[\s-]/g, ''), askedIn);
  if (!token) return false;
  return inTransaction(async (transaction) => {
    if (!(await consumeToken(transaction, token.id))) return false;
    const { count } = await transaction.factor.updateMany({
      where: { userId, method, confirmedAt: { not: null } },
      data: { lastUsedAt: new Date() },
    });
    return count === 1;
  });
}

/** A passkey has to answer the challenge that was made for this purpose, and to belong to this user. */
async function provePasskey(userId: string, assertion: Assertion, purpose: ChallengePurpose, caller: Caller): Promise<boolean> {
  const outcome = await verifyAssertion(assertion, purpose, caller);
  return outcome.verified && outcome.passkey.userId === userId;
}

type Owner = { id: string; dataKey: Uint8Array; locale: string };

const prove = {
  totp: (owner, code) => proveTotp(owner.id, owner.dataKey, code),
  sms: (owner, code, askedIn) => proveSentCode('sms', owner.id, code, askedIn),
  email: (owner, code, askedIn) => proveSentCode('email', owner.id, code, askedIn),
  backup_code: (owner, code) => consumeBackupCode(owner, code),
} satisfies Record<CodeProof['method'], (owner: Owner, code: string, askedIn: string | null) => Promise<boolean>>;

async function tellBlocked(owner: Owner, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    await recordEvent(transaction, { action: 'factor.blocked', result: 'success', subjectId: owner.id, subjectKey: owner.dataKey, caller });
    await queueMail(transaction, {
      userId: owner.id,
      dataKey: owner.dataKey,
      locale: owner.locale,
      message: { template: 'factor_blocked', resetLink: `${env().APP_URL}/forgot-password` },
    });
  });
}

/**
 * Whether the code, or the passkey, proves the second factor, right now and never again. Each try is counted before it is
 * evaluated; the count is shared by all methods and is not reset by a right password. `purpose` names the challenge or
 * session that asks: what was sent to or asked by another one is refused.
 */
export async function verifyFactor(owner: Owner, proof: FactorProof, purpose: ChallengePurpose, caller: Caller): Promise<boolean> {
  const [counted] = await db().$queryRaw<{ failures: number }[]>`
    UPDATE "user" SET factor_failures = factor_failures + 1
    WHERE id = ${owner.id}::uuid AND factor_failures < ${maxFactorFailures}::int RETURNING factor_failures AS failures`;
  if (!counted) return false;
  const proved =
    proof.method === 'passkey'
      ? await provePasskey(owner.id, proof.assertion, purpose, caller)
      : await prove[proof.method](owner, proof.code, purpose.holder);
  if (proved) await db().user.updateMany({ where: { id: owner.id }, data: { factorFailures: 0 } });
  else if (counted.failures === maxFactorFailures) await tellBlocked(owner, caller);
  return proved;
}

/**
 * The methods that can prove the second factor of this user now, the strongest first; null when none is owed. An empty
 * list: one is owed, and what could prove it is gone. Having a passkey owes nothing by itself, but answers as soon as
 * anything is owed. One round trip: every sign-in asks.
 */
export async function findFactorMethods(userId: string): Promise<FactorProof['method'][] | null> {
  const [row] = await db().$queryRaw<{ confirmed: string[]; passkey: boolean; phone: boolean; backup: boolean }[]>`
    SELECT ARRAY(SELECT method::text FROM factor WHERE user_id = ${userId}::uuid AND confirmed_at IS NOT NULL) AS confirmed,
      EXISTS (SELECT 1 FROM passkey WHERE user_id = ${userId}::uuid) AS passkey,
      EXISTS (SELECT 1 FROM "user" WHERE id = ${userId}::uuid AND phone_verified_at IS NOT NULL) AS phone,
      EXISTS (SELECT 1 FROM backup_code WHERE user_id = ${userId}::uuid AND used_at IS NULL) AS backup`;
  if (!row || row.confirmed.length === 0) return null;
  // The owner's "this wasn't me" takes a new number away and leaves the factor on: nothing could be sent.
  const proofs = factorMethods.filter((method) => row.confirmed.includes(method) && (method !== 'sms' || row.phone));
  return [...(row.passkey ? (['passkey'] as const) : []), ...proofs, ...(row.backup ? (['backup_code'] as const) : [])];
}

/** The same for whoever owes one already; empty where none is owed. */
export async function listFactorMethods(userId: string): Promise<FactorProof['method'][]> {
  return (await findFactorMethods(userId)) ?? [];
}
