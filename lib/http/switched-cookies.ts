import type { SwitchedSessions } from '#lib/sessions/switch-account.ts';
import { clearedSessionCookie, heldAccountsCookie, poolCookie, sessionCookie } from './cookies.ts';

/** The browser's two session cookies, after another session came to the front or some have ended. */
export async function switchedCookies({ current, held }: SwitchedSessions): Promise<string[]> {
  const others = await heldAccountsCookie(held);
  if (!current) return [clearedSessionCookie(), others];
  const { session, user } = current.actor;
  return [await sessionCookie(current.token, session.remember), poolCookie(user.pool), others];
}
