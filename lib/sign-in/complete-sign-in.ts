import { cancelOwnDeletion } from '#lib/accounts/own-deletion.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { eventStatement, recordEvent } from '#lib/audit/record-event.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { db, runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { writeTogether, written } from '#lib/db/write-together.ts';
import { ServiceError } from '#lib/errors.ts';
import { methodsBeside } from '#lib/factors/factor-methods.ts';
import { isTrustedDevice, trustDevice } from '#lib/factors/trusted-devices.ts';
import { type FactorProof, findFactorMethods } from '#lib/factors/verify-factor.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type ActorRow, newActor, readActorRow, selectNewActor, selectSessionActor } from '#lib/sessions/find-actor.ts';
import { findHeldAccounts, heldCookieOf } from '#lib/sessions/held-accounts.ts';
import { type HeldCookie, maxHeldAccounts } from '#lib/sessions/held-tokens.ts';
import { type IssuedSession, issueSession } from '#lib/sessions/issue-session.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { findKnownDevice } from './attempts.ts';
import { answerChallenge, type OpenedChallenge, openChallenge } from './challenge.ts';
import { tellOfNewDevice } from './new-device.ts';

export type Proof = {
  /** What was proved: password, oauth:<provider> … */
  method: string;
  /** Authentication method references (RFC 8176). */
  amr: readonly string[];
};

export type SignIn = {
  userId: string;
  /** The user's: its policies count. */
  pool: string;
  dataKey: Uint8Array;
  proof: Proof;
  kind: 'browser' | 'api';
  remember: boolean;
  caller: Caller;
  /** The session cookie the browser came with: its session ends, a planted one dies (session fixation). */
  previousCookie?: string | null;
  /** Set by next-auth, which makes the cookie's token itself. */
  cookieToken?: string;
  /** False when the account was just read and has none: saves asking again. */
  hasSecondFactor?: boolean;
};

type SecondProof = { method: FactorProof['method']; trustDevice: boolean };

const amrOf = {
  passkey: ['pop', 'user', 'mfa'],
  totp: ['otp', 'mfa'],
  sms: ['sms', 'mfa'],
  email: ['otp', 'mfa'],
  backup_code: ['otp', 'mfa'],
} satisfies Record<FactorProof['method'], string[]>;

export type CompletedSignIn = {
  status: 'signed_in';
  kind: 'browser' | 'api';
  remember: boolean;
  session: IssuedSession;
  actor: Actor;
  deviceToken: string;
  trustedDeviceToken: string | null;
  /** The browser's other sessions from now on; null where it had none. */
  held: HeldCookie | null;
  /** The pool that the browser remembered until now; null where it remembered none. */
  previousPool: string | null;
};
/** The second factor is owed: nothing was issued but a challenge. */
export type OwedSignIn = { status: 'second_factor_required'; kind: 'browser' | 'api'; challenge: OpenedChallenge };
export type SignInOutcome = CompletedSignIn | OwedSignIn;

/** Marks this browser as one that signed in before, and forgives the failures counted against it and the account. */
function rememberDevice(userId: string, deviceToken: string): Prisma.Sql[] {
  return [
    Prisma.sql`
      INSERT INTO known_device (id, user_id, token_hash) VALUES (${uuidv7()}::uuid, ${userId}::uuid, ${sha256(deviceToken)}::bytea)
      ON CONFLICT (token_hash, user_id) DO UPDATE SET failed_sign_ins = 0, locked_until = NULL, last_used_at = now()`,
    Prisma.sql`UPDATE "user" SET failed_sign_ins = 0, locked_until = NULL, last_sign_in_at = now() WHERE id = ${userId}::uuid`,
  ];
}

function endReplaced(tokens: readonly string[]): Prisma.Sql {
  const hashes = tokens.map((token) => Prisma.sql`${sha256(token)}::bytea`);
  return Prisma.sql`
    UPDATE session SET revoked_at = now(), revoked_reason = 'replaced', token_hash = NULL
    WHERE token_hash IN (${Prisma.join(hashes)}) AND revoked_at IS NULL`;
}

/**
 * What becomes of the sessions that the browser holds already. They end, or a session somebody planted would live on,
 * unless it was chosen to add an account to them: then those of other people stay.
 */
async function settleHeld({ userId, kind, previousCookie, caller }: SignIn): Promise<{ held: HeldCookie | null; replaced: string[] }> {
  const tokens = kind === 'browser' ? (caller.heldTokens ?? []) : [];
  const all = [...(previousCookie ? [previousCookie] : []), ...tokens];
  if (kind !== 'browser' || !caller.isAddingAccount) return { held: tokens.length > 0 ? heldCookieOf([]) : null, replaced: all };
  // Who acted as somebody stops with it: such a session is never kept beside others.
  const others = (await findHeldAccounts(all)).filter(({ actor }) => actor.user.id !== userId && !actor.impersonator);
  const kept = others.slice(0, maxHeldAccounts);
  return { held: heldCookieOf(kept), replaced: all.filter((token) => !kept.some((account) => account.token === token)) };
}

async function issue(signIn: SignIn, second: SecondProof | null, isStrong: boolean): Promise<CompletedSignIn> {
  const { userId, dataKey, proof, kind, remember, caller, cookieToken } = signIn;
  // Only a cookie that this user's browser got here before is kept: a planted one must not become a known device.
  const [known, { sessions: policy }] = await Promise.all([findKnownDevice(userId, caller.deviceToken), readSettings()]);
  const deviceToken = (known && caller.deviceToken) || randomToken();
  const trustedDeviceToken = second?.trustDevice ? randomToken() : null;
  const amr = second ? [...proof.amr, ...amrOf[second.method]] : proof.amr;
  const issued = issueSession({
    userId,
    dataKey,
    kind,
    method: proof.method,
    amr,
    remember,
    isStrong,
    caller,
    policy,
    ...(cookieToken && { cookieToken }),
  });
  const { session } = issued;
  const event = await eventStatement(db(), {
    action: 'session.created',
    result: 'success',
    reason: second ? `${proof.method}+${second.method}` : proof.method,
    actorId: userId,
    subjectId: userId,
    subjectKey: dataKey,
    target: { type: 'session', id: session.id },
    caller,
  });
  const { held, replaced } = await settleHeld(signIn);
  const previous = replaced.length > 0 ? [endReplaced(replaced)] : [];
  const trusted = trustedDeviceToken ? [trustDevice(userId, dataKey, trustedDeviceToken, caller)] : [];
  const told = tellOfNewDevice({ userId, dataKey, kind, caller }, known !== null);
  const writes = [...issued.statements, ...previous, ...rememberDevice(userId, deviceToken), ...trusted, ...told, event];
  const [row] = await writeTogether<ActorRow>(db(), writes, selectNewActor(written(0)));
  const actor = (await newActor(row)) ?? (await returningActor(signIn, session.id));
  // Suspended in the same moment: the session that was just made does not count.
  if (!actor) throw new ServiceError('TOKEN_REVOKED');
  return {
    status: 'signed_in',
    kind,
    remember,
    session,
    actor,
    deviceToken,
    trustedDeviceToken,
    held,
    previousPool: caller.previousPool ?? null,
  };
}

/** Somebody who had asked to be deleted: with this sign-in they take it back, and the session that was just made counts. */
async function returningActor({ userId, dataKey, caller }: SignIn, sessionId: string): Promise<Actor | null> {
  await cancelOwnDeletion(userId, dataKey, caller);
  // Also where another sign-in was first.
  const [row] = await runStatement<ActorRow>(db(), selectSessionActor(Prisma.sql`${sessionId}::uuid`));
  return newActor(row);
}

type FirstFactor = Pick<SignIn, 'userId' | 'pool' | 'proof' | 'kind' | 'remember' | 'caller' | 'hasSecondFactor'>;

/**
 * Asks whether a second factor is owed; opens the challenge if so. next-auth asks before it would make a cookie. FORBIDDEN
 * where one is owed and all there is comes from the same place as the first. A challenge without methods where nothing is
 * left to prove it with.
 */
export async function findOwedSecondFactor(first: FirstFactor): Promise<{ owed: OwedSignIn } | { owed: null; isStrong: boolean }> {
  const { userId, pool, proof, kind, remember, caller } = first;
  // A passkey that verified the person is possession and more already (RFC 8176, "mfa").
  if (proof.amr.includes('mfa')) return { owed: null, isStrong: true };
  const methods = first.hasSecondFactor === false ? null : await findFactorMethods(userId);
  // Reading the mailbox or the phone is weaker than the password that guards the account: it does not count as a fresh step-up.
  if (methods === null) return { owed: null, isStrong: proof.method !== 'email' && proof.method !== 'sms' };
  if (await isTrustedDevice(userId, caller.trustedDeviceToken)) return { owed: null, isStrong: false };
  const usable = await methodsBeside(pool, methods, proof.method);
  // Where no other first factor would help either, the challenge stands for what is left: it begins a recovery.
  if (usable.length === 0 && (await methodsBeside(pool, methods, 'nothing')).length > 0) {
    await recordEvent(db(), { action: 'session.denied', result: 'denied', reason: 'same_factor', subjectId: userId, caller });
    throw new ServiceError('FORBIDDEN', { message: 'None of your second steps counts for this way of signing in. Sign in another way.' });
  }
  // The failures against the password are forgiven, those against the second factor are not.
  await db().user.updateMany({ where: { id: userId }, data: { failedSignIns: 0, lockedUntil: null } });
  const challenge = await openChallenge({ userId, method: proof.method, amr: proof.amr, kind, remember }, usable);
  return { owed: { status: 'second_factor_required', kind, challenge } };
}

/**
 * Ends every way of signing in: here alone it is decided whether a second factor is owed, and from here alone
 * `issueSession` is called. What it writes is one statement: this is what each sign-in costs besides the hash.
 */
export async function completeSignIn(signIn: SignIn): Promise<SignInOutcome> {
  const second = await findOwedSecondFactor(signIn);
  return second.owed ?? issue(signIn, null, second.isStrong);
}

export type Impersonation = {
  /** Who acts, through which session of theirs. */
  by: Actor;
  /** As whom. */
  user: { id: string; dataKey: Uint8Array };
  kind: 'browser' | 'api';
  reason: string;
  seconds: number;
  caller: Caller;
};

/**
 * Ends in a session of somebody through which an administrator acts as them. Nothing was proved of the user, so nothing
 * counts as if it were: no fresh proof, no known or trusted browser, no failure forgiven, no sign-in of theirs.
 */
export async function completeImpersonation(
  transaction: Transaction,
  { by, user, kind, reason, seconds, caller }: Impersonation,
): Promise<{ session: IssuedSession; actor: Actor }> {
  const { session, statements } = issueSession({
    userId: user.id,
    dataKey: user.dataKey,
    kind,
    method: 'impersonation',
    amr: [],
    remember: false,
    isStrong: false,
    caller,
    policy: (await readSettings()).sessions,
    impersonation: { sessionId: by.session.id, reason, seconds },
  });
  const event = await eventStatement(transaction, {
    action: 'impersonation.started',
    result: 'success',
    actorId: by.user.id,
    subjectId: user.id,
    subjectKey: user.dataKey,
    target: { type: 'session', id: session.id },
    changes: { reason: { before: null, after: reason } },
    caller,
  });
  const [row] = await writeTogether<ActorRow>(transaction, [...statements, event], selectNewActor(written(0)));
  const lookup = row && (await readActorRow(row));
  // The rules that count at each request must let it begin, or it would end with the first one.
  if (!lookup?.ok) throw new ServiceError('CONFLICT', { message: 'The account was changed in the meantime.' });
  return { session, actor: lookup.actor };
}

/** Ends a sign-in whose second factor was owed. The challenge it answers is used up. */
export async function completeChallenge(
  token: string,
  proof: FactorProof,
  options: { trustDevice: boolean; previousCookie: string | null; caller: Caller },
): Promise<CompletedSignIn> {
  const { proved, account } = await answerChallenge(token, proof, options.caller);
  const { userId, method, amr, kind, remember } = proved;
  const signIn = {
    userId,
    pool: account.pool,
    dataKey: account.dataKey,
    proof: { method, amr },
    kind,
    remember,
    caller: options.caller,
    previousCookie: options.previousCookie,
  };
  return issue(signIn, { method: proof.method, trustDevice: options.trustDevice }, true);
}
