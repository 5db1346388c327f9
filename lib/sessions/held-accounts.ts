import type { Actor } from './actor.ts';
import { findActorByCookie } from './find-actor.ts';
import { type HeldCookie, maxHeldAccounts } from './held-tokens.ts';

/** One of several sessions of a browser, looked at right now. */
export type HeldAccount = { token: string; actor: Actor };

/** Those of the tokens whose sessions count right now, in the same order. Being listed is not being used. */
export async function findHeldAccounts(tokens: readonly string[]): Promise<HeldAccount[]> {
  const found = await Promise.all(tokens.map(async (token) => ({ token, lookup: await findActorByCookie(token, { isUse: false }) })));
  return found.flatMap(({ token, lookup }) => (lookup.ok ? [{ token, actor: lookup.actor }] : []));
}

/** Whether one's own session can wait beside the others while one acts as somebody. */
export function hasRoomForImpersonation(others: readonly string[]): boolean {
  return others.length < maxHeldAccounts;
}

export function heldCookieOf(accounts: readonly HeldAccount[]): HeldCookie {
  return { tokens: accounts.map(({ token }) => token), remember: accounts.every(({ actor }) => actor.session.remember) };
}
