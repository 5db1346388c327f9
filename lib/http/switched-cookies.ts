import type { SwitchedSessions } from '#lib/sessions/switch-account.ts';
import { clearedSessionCookie, heldAccountsCookie, sessionCookie } from './cookies.ts';

/** The browser's two session cookies, after another session came to the front or some have ended. */
export async function switchedCookies({ current, held }: SwitchedSessions): Promise<string[]> {
  const front = current ? await sessionCookie(current.token, current.actor.session.remember) : clearedSessionCookie();
  return [front, await heldAccountsCookie(held)];
}
