import { presentUser } from '#lib/accounts/present-user.ts';
import type { SecondFactorRequiredShape, SignedInShape } from '#lib/contracts/shapes.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { addingCookieName } from '#lib/sessions/cookie-names.ts';
import type { IssuedSession } from '#lib/sessions/issue-session.ts';
import type { CompletedSignIn, OwedSignIn, SignInOutcome } from '#lib/sign-in/complete-sign-in.ts';
import { claimsOf, signAccessToken } from '#lib/tokens/access-token.ts';
import {
  challengeCookie,
  clearedChallengeCookie,
  clearedCookie,
  deviceCookie,
  heldAccountsCookie,
  poolCookie,
  sessionCookie,
  trustedDeviceCookie,
} from './cookies.ts';
import { Reply } from './reply.ts';

/** What a finished sign-in does to what the browser knows of its other sessions, and of the pool in which somebody signed in last. */
export async function keptAccountCookies({ held, actor, previousPool }: CompletedSignIn): Promise<string[]> {
  const { pool } = actor.user;
  return [
    ...(held ? [await heldAccountsCookie(held), clearedCookie(addingCookieName())] : []),
    ...(pool !== defaultPool || previousPool !== null ? [poolCookie(pool)] : []),
  ];
}

/** What every finished sign-in answers: a cookie for a browser, tokens for an application. */
export async function signedInAnswer(completed: CompletedSignIn): Promise<Reply<SignedInShape>> {
  const { kind, actor, session, deviceToken, trustedDeviceToken, remember } = completed;
  const isOverdue = actor.factorRequirement.status === 'overdue';
  const base = { status: 'signed_in', session_id: session.id, user: isOverdue ? null : presentUser(actor) } as const;
  const cookies = [deviceCookie(deviceToken), ...(trustedDeviceToken ? [trustedDeviceCookie(trustedDeviceToken)] : [])];
  if (kind === 'browser') {
    return new Reply<SignedInShape>(base, {
      cookies: [await sessionCookie(session.secret, remember), ...(await keptAccountCookies(completed)), ...cookies],
    });
  }
  return new Reply<SignedInShape>({ ...base, ...(await tokensOf(actor, session)) }, { cookies });
}

/** What an application gets to hold. */
export async function tokensOf(actor: Actor, session: IssuedSession) {
  const access = await signAccessToken(claimsOf(actor));
  return {
    token_type: 'Bearer',
    access_token: access.token,
    expires_in: access.expiresInSeconds,
    refresh_token: session.secret,
    refresh_expires_in: session.secretLivesSeconds,
  } as const;
}

function owedAnswer({ kind, challenge }: OwedSignIn): Reply<SecondFactorRequiredShape> {
  const data = { status: 'second_factor_required', methods: challenge.methods, expires_in: challenge.expiresInSeconds } as const;
  if (kind === 'browser') return new Reply<SecondFactorRequiredShape>(data, { status: 202, cookies: [challengeCookie(challenge.token)] });
  return new Reply<SecondFactorRequiredShape>({ ...data, challenge_token: challenge.token }, { status: 202 });
}

/** What every proved first factor answers: signed in, or what is still owed. */
export async function signInAnswer(
  outcome: SignInOutcome,
  heldChallenge: string | null,
): Promise<Reply<SignedInShape | SecondFactorRequiredShape>> {
  if (outcome.status === 'second_factor_required') return owedAnswer(outcome);
  const { data, cookies } = await signedInAnswer(outcome);
  return new Reply<SignedInShape | SecondFactorRequiredShape>(data, {
    status: 200,
    cookies: [...cookies, ...(heldChallenge ? [clearedChallengeCookie()] : [])],
  });
}
