import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { endImpersonation } from './end-impersonation.ts';
import { findHeldAccounts, type HeldAccount, heldCookieOf } from './held-accounts.ts';
import type { HeldCookie } from './held-tokens.ts';
import { signOut } from './revoke-sessions.ts';

/** The session cookie a request came with, and the others of its browser. */
export type BrowserSessions = { current: string | null; others: readonly string[] };

/** What the browser's two cookies are to hold from now on. */
export type SwitchedSessions = { current: HeldAccount | null; held: HeldCookie };

/**
 * Brings another session of this browser to the front; the one in use takes its place. Each is looked at by itself, and
 * no session is made. NOT_FOUND for one that the browser does not hold, or that has ended.
 */
export async function switchAccount(sessions: BrowserSessions, sessionId: string, caller: Caller): Promise<SwitchedSessions> {
  const [current] = sessions.current ? await findHeldAccounts([sessions.current]) : [];
  const others = await findHeldAccounts(sessions.others);
  const wanted = others.find(({ actor }) => actor.session.id === sessionId);
  if (!wanted) throw new ServiceError('NOT_FOUND');
  // Who acts as somebody and turns to another account has stopped: it must not go on unseen, beside others.
  const left = current?.actor.impersonator ? null : current;
  if (current && !left) await endImpersonation(current.actor, caller);
  const { user, session, dataKey } = wanted.actor;
  await recordEvent(db(), {
    action: 'session.switched',
    result: 'success',
    actorId: user.id,
    subjectId: user.id,
    subjectKey: dataKey,
    target: { type: 'session', id: session.id },
    caller,
  });
  return { current: wanted, held: heldCookieOf([...(left ? [left] : []), ...others.filter((other) => other !== wanted)]) };
}

/** What the browser of an administrator holds who stopped acting as somebody: their own session in front, if it counts. */
export async function backToOwnSession(others: readonly string[], sessionId: string): Promise<SwitchedSessions> {
  const held = await findHeldAccounts(others);
  const own = held.find(({ actor }) => actor.session.id === sessionId) ?? null;
  return { current: own, held: heldCookieOf(held.filter((account) => account !== own)) };
}

/** Ends one of this browser's sessions, or all of them. NOT_FOUND for one that it does not hold. */
export async function signOutAccounts(
  sessions: BrowserSessions,
  sessionId: string | undefined,
  caller: Caller,
): Promise<SwitchedSessions & { signedOut: number }> {
  const [current = null] = sessions.current ? await findHeldAccounts([sessions.current]) : [];
  const others = await findHeldAccounts(sessions.others);
  const isMeant = ({ actor }: HeldAccount) => sessionId === undefined || actor.session.id === sessionId;
  const ending = [...(current ? [current] : []), ...others].filter(isMeant);
  if (sessionId !== undefined && ending.length === 0) throw new ServiceError('NOT_FOUND');
  for (const { actor } of ending) await (actor.impersonator ? endImpersonation(actor, caller) : signOut(actor, 'this', caller));
  const left = others.filter((other) => !isMeant(other));
  return { current: current && !isMeant(current) ? current : null, held: heldCookieOf(left), signedOut: ending.length };
}
