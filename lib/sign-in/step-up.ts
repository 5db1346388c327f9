import { listWaysIn } from '#lib/accounts/ways-in.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { methodsBeside, type SentFactorMethod } from '#lib/factors/factor-methods.ts';
import { sendFactorCode } from '#lib/factors/send-code.ts';
import { findFactorMethods, verifyFactor } from '#lib/factors/verify-factor.ts';
import { consumeToken, findTokenByCode, issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import type { ChallengePurpose } from '#lib/passkeys/challenge.ts';
import { ownOptions, type RequestOptions } from '#lib/passkeys/request-options.ts';
import type { Assertion } from '#lib/passkeys/verify-assertion.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';
import { checkOwnPassword } from './check-own-password.ts';

export type StepUpMethod = 'passkey' | 'password' | 'totp' | 'sms' | 'email' | 'backup_code';
export type StepUpProof = {
  method: StepUpMethod;
  code?: string | undefined;
  password?: string | undefined;
  credential?: Assertion | undefined;
};

/** Said where `listStepUpMethods` is empty. A trusted browser would skip the second factor and lead nowhere. */
export const nothingLeft =
  'Nothing is left to confirm it with. Sign in again, not in a trusted browser, and recover the account (POST /auth/recovery).';

/**
 * The strongest way this user can confirm that it is them: the second factor, else a passkey, else the password, else a
 * code by mail. Beside a passkey that is no second factor the password counts too: signing in with it is as strong.
 * Codes that are sent do not stand in for a factor that nobody can intercept; they count where there is no other. Empty
 * where a factor is owed and nothing is left to prove it with.
 */
export async function listStepUpMethods({ id: userId, pool }: { id: string; pool: string }): Promise<StepUpMethod[]> {
  const factors = await findFactorMethods(userId);
  const usable = await methodsBeside(pool, factors ?? [], 'nothing');
  if (usable.includes('passkey') || usable.includes('totp')) return usable.filter((method) => method !== 'sms' && method !== 'email');
  // A policy may have turned off the only factor: its owner is asked for a backup code then, never for less than before.
  if (factors) return usable;
  const ways = await listWaysIn(userId);
  const strong = (['passkey', 'password'] as const).filter((way) => ways.includes(way));
  return strong.length > 0 ? strong : ['email'];
}

/** Until when the last proof of this session counts, or null when it does not any more. */
export function freshUntil(actor: Actor): Date | null {
  const { stepUpAt } = actor.session;
  // Whoever acts as somebody cannot have proved to be them.
  if (!stepUpAt || actor.impersonator) return null;
  const until = new Date(stepUpAt.getTime() + lifetimes.stepUp * 1000);
  return until.getTime() > Date.now() ? until : null;
}

function passkeyPurpose({ session }: Actor): ChallengePurpose {
  return { ceremony: 'step_up', kind: session.kind, holder: session.id };
}

type StepUpStart = { methods: StepUpMethod[]; fresh_until: string | null; passkey_options?: RequestOptions };

/** Answers the methods, with options for a passkey; sends the code of the chosen one, or of the first where that is one whose code is sent. */
export async function startStepUp(actor: Actor, chosen: SentFactorMethod | null, caller: Caller): Promise<StepUpStart> {
  const { user, session, dataKey } = actor;
  const methods = await listStepUpMethods(user);
  const method = chosen ? methods.find((name) => name === chosen) : methods[0];
  const owner = { id: user.id, dataKey, locale: user.locale };
  if ((method === 'sms' || method === 'email') && user.secondFactorEnabled)
    await sendFactorCode(owner, { method, askedIn: session.id, reason: 'step_up' }, caller);
  else if (method === 'email' && user.email) await mailCode({ ...owner, email: user.email });
  const options = methods.includes('passkey') ? { passkey_options: await ownOptions(passkeyPurpose(actor), user.id) } : {};
  return { methods, fresh_until: freshUntil(actor)?.toISOString() ?? null, ...options };
}

async function mailCode(owner: { id: string; dataKey: Uint8Array; locale: string; email: string }): Promise<void> {
  const { code, codeHash } = await makeCode();
  await inTransaction(async (transaction) => {
    if (!(await countRecipient(transaction, 'step_up', owner.email))) return;
    await issueOneTimeToken(transaction, { purpose: 'step_up', userId: owner.id, codeHash });
    await queueMail(transaction, {
      userId: owner.id,
      dataKey: owner.dataKey,
      locale: owner.locale,
      message: { template: 'step_up', code, link: `${env().APP_URL}/security` },
    });
  });
}

function required<T>(value: T | undefined, field: 'code' | 'password' | 'credential'): T {
  if (!value) throw fieldError(field, 'required', 'This field is required.');
  return value;
}

async function proveEmailCode(userId: string, code: string): Promise<boolean> {
  const token = await findTokenByCode('step_up', userId, code.replace(/[\s-]/g, ''));
  return token ? inTransaction((transaction) => consumeToken(transaction, token.id)) : false;
}

async function prove(actor: Actor, proof: StepUpProof, caller: Caller): Promise<boolean> {
  const { user, dataKey } = actor;
  const owner = { id: user.id, dataKey, locale: user.locale };
  switch (proof.method) {
    case 'password':
      await checkOwnPassword(actor, required(proof.password, 'password'), 'password', caller);
      return true;
    case 'passkey': {
      const factor = { method: proof.method, assertion: required(proof.credential, 'credential') };
      return verifyFactor(owner, factor, passkeyPurpose(actor), caller);
    }
    default: {
      const code = required(proof.code, 'code');
      // The mailbox of somebody without a second factor stands in for the password they do not have.
      if (proof.method === 'email' && !user.secondFactorEnabled) return proveEmailCode(user.id, code);
      const factor = { method: proof.method, code };
      return verifyFactor(owner, factor, passkeyPurpose(actor), caller);
    }
  }
}

/** Confirms that it is the actor, for ten minutes of this session. FORBIDDEN for a weaker method than the user has. */
export async function verifyStepUp(actor: Actor, proof: StepUpProof, caller: Caller): Promise<{ fresh_until: string }> {
  const { user, session, dataKey } = actor;
  const event = {
    actorId: user.id,
    subjectId: user.id,
    subjectKey: dataKey,
    reason: proof.method,
    target: { type: 'session', id: session.id },
    caller,
  };
  const methods = await listStepUpMethods(user);
  if (!methods.includes(proof.method)) {
    await recordEvent(db(), { action: 'step_up.failed', result: 'denied', ...event });
    throw new ServiceError('FORBIDDEN', { message: methods.length > 0 ? 'Use the strongest method you have set up.' : nothingLeft });
  }
  if (!(await prove(actor, proof, caller))) {
    await recordEvent(db(), { action: 'step_up.failed', result: 'failure', ...event });
    throw new ServiceError('INVALID_CODE');
  }
  const now = new Date();
  await inTransaction(async (transaction) => {
    await transaction.session.updateMany({ where: { id: session.id, revokedAt: null }, data: { stepUpAt: now } });
    await recordEvent(transaction, { action: 'step_up.completed', result: 'success', ...event });
  });
  return { fresh_until: new Date(now.getTime() + lifetimes.stepUp * 1000).toISOString() };
}
