import { type Contact, findContact } from '#lib/accounts/find-contact.ts';
import { type AccountRecord, findAccountById } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { db, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import { methodsBeside, type SentFactorMethod } from '#lib/factors/factor-methods.ts';
import { sendFactorCode } from '#lib/factors/send-code.ts';
import { type FactorProof, listFactorMethods, verifyFactor } from '#lib/factors/verify-factor.ts';
import type { ChallengePurpose } from '#lib/passkeys/challenge.ts';
import { ownOptions, type RequestOptions } from '#lib/passkeys/request-options.ts';
import { lifetimes, secondsFromNow } from '#lib/sessions/lifetimes.ts';

const maxAttempts = 10;

/** A first factor that was proved and leads nowhere yet. */
export type ProvedFirstFactor = { userId: string; method: string; amr: readonly string[]; kind: 'browser' | 'api'; remember: boolean };

export type OpenedChallenge = { token: string; methods: FactorProof['method'][]; expiresInSeconds: number };

/** Keeps a proved first factor until the second one is proved; answers the only token that can continue. */
export async function openChallenge(proved: ProvedFirstFactor, methods: FactorProof['method'][]): Promise<OpenedChallenge> {
  const token = randomToken();
  await db().signInChallenge.create({
    data: { ...proved, amr: [...proved.amr], id: uuidv7(), tokenHash: sha256(token), expiresAt: secondsFromNow(lifetimes.signInChallenge) },
    select: { id: true },
  });
  return { token, methods, expiresInSeconds: lifetimes.signInChallenge };
}

function open(token: string) {
  return { tokenHash: sha256(token), consumedAt: null, expiresAt: { gt: new Date() } };
}

async function listUsableMethods({ pool }: AccountRecord, challenge: { userId: string; method: string }): Promise<FactorProof['method'][]> {
  return methodsBeside(pool, await listFactorMethods(challenge.userId), challenge.method);
}

/**
 * What a challenge page may show: which methods are left to try, and where codes are sent to. INVALID_TOKEN for an
 * unknown, used or expired challenge.
 */
export async function describeChallenge(token: string): Promise<{ methods: FactorProof['method'][]; contact: Contact }> {
  const challenge = await db().signInChallenge.findFirst({ where: open(token), select: { userId: true, method: true } });
  const account = challenge && (await findAccountById(challenge.userId));
  if (!challenge || !account) throw new ServiceError('INVALID_TOKEN');
  const [methods, contact] = await Promise.all([listUsableMethods(account, challenge), findContact(account)]);
  return { methods, contact };
}

/** Whose first factor was proved, or null for an unknown, used or expired challenge. */
export async function findChallengedUser(token: string): Promise<string | null> {
  const challenge = await db().signInChallenge.findFirst({ where: open(token), select: { userId: true } });
  return challenge?.userId ?? null;
}

function passkeyPurpose(challenge: { id: string; kind: 'browser' | 'api' }): ChallengePurpose {
  return { ceremony: 'second_factor', kind: challenge.kind, holder: challenge.id };
}

/** What a passkey needs before it can prove anything. INVALID_TOKEN; NOT_FOUND for somebody without one. */
export async function startFactor(token: string, method: 'passkey'): Promise<{ method: 'passkey'; options: RequestOptions }> {
  const challenge = await db().signInChallenge.findFirst({
    where: { tokenHash: sha256(token), consumedAt: null, expiresAt: { gt: new Date() }, attempts: { lt: maxAttempts } },
    select: { id: true, userId: true, kind: true },
  });
  if (!challenge) throw new ServiceError('INVALID_TOKEN');
  if (!(await listFactorMethods(challenge.userId)).includes(method)) throw new ServiceError('NOT_FOUND');
  return { method, options: await ownOptions(passkeyPurpose(challenge), challenge.userId) };
}

async function deny(account: AccountRecord | null, reason: string, code: 'INVALID_TOKEN' | 'INVALID_CODE', caller: Caller): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'session.denied', result: 'failure', reason, ...subject, caller });
  throw new ServiceError(code);
}

/**
 * Proves the second factor of an open challenge: ten tries each, counted before they are evaluated, and one success.
 * INVALID_TOKEN when the challenge is unknown, used up or expired; INVALID_CODE for a wrong code.
 */
export async function answerChallenge(
  token: string,
  proof: FactorProof,
  caller: Caller,
): Promise<{ proved: ProvedFirstFactor; account: AccountRecord }> {
  const where = open(token);
  const counted = await db().signInChallenge.updateMany({
    where: { ...where, attempts: { lt: maxAttempts } },
    data: { attempts: { increment: 1 } },
  });
  const challenge = counted.count === 1 ? await db().signInChallenge.findFirst({ where }) : null;
  const account = challenge && (await findAccountById(challenge.userId));
  if (!challenge || account?.status !== 'active') return deny(account, 'invalid_challenge', 'INVALID_TOKEN', caller);
  const isOffered = (await listUsableMethods(account, challenge)).includes(proof.method);
  if (!isOffered || !(await verifyFactor(account, proof, passkeyPurpose(challenge), caller)))
    return deny(account, `wrong_${proof.method}`, 'INVALID_CODE', caller);
  const consumed = await db().signInChallenge.updateMany({
    where: { id: challenge.id, consumedAt: null },
    data: { consumedAt: new Date() },
  });
  if (consumed.count === 0) return deny(account, 'invalid_challenge', 'INVALID_TOKEN', caller);
  const { userId, method, amr, kind, remember } = challenge;
  return { proved: { userId, method, amr, kind, remember }, account };
}

/** How many codes are sent for one challenge; the limit per recipient counts over all of them. */
const maxCodes = 5;

/**
 * Sends the code of a challenge by text message or by mail; older ones are void. INVALID_TOKEN for an unknown, used or
 * expired challenge; NOT_FOUND for a method it does not offer. Beyond a limit nothing is sent and the answer is the same.
 */
export async function sendChallengeCode(token: string, method: SentFactorMethod, caller: Caller): Promise<{ status: 'accepted' }> {
  const challenge = await db().signInChallenge.findFirst({ where: open(token) });
  const account = challenge && (await findAccountById(challenge.userId));
  if (!challenge || account?.status !== 'active') return deny(account, 'invalid_challenge', 'INVALID_TOKEN', caller);
  if (!(await listUsableMethods(account, challenge)).includes(method)) throw new ServiceError('NOT_FOUND');
  const admit = async (transaction: Transaction) => {
    const { count } = await transaction.signInChallenge.updateMany({
      where: { id: challenge.id, consumedAt: null, codesSent: { lt: maxCodes } },
      data: { codesSent: { increment: 1 } },
    });
    return count === 1;
  };
  await sendFactorCode(account, { method, askedIn: challenge.id, reason: 'second_factor', admit }, caller);
  return { status: 'accepted' };
}
