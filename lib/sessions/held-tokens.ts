import { sha256 } from '#lib/crypto/hash.ts';

/** How many sessions a browser may hold besides the one in use. */
export const maxHeldAccounts = 5;

const tokenShape = /^[A-Za-z0-9_-]{20,128}$/;

/** The tokens in the cookie of the other sessions. What is not one is left out. */
export function parseHeldTokens(cookie: string | undefined): string[] {
  const tokens = (cookie ?? '').split('.').filter((token) => tokenShape.test(token));
  return [...new Set(tokens)].slice(0, maxHeldAccounts);
}

/** The cookie's value. */
export function formatHeldTokens(tokens: readonly string[]): string {
  return tokens.join('.');
}

/**
 * What "add an account" leaves in the browser: it fits the sessions that were there when it was chosen, so that it is
 * worth nothing once they are others.
 */
export function addingMark(sessionCookie: string | null, heldTokens: readonly string[]): string {
  const bound = JSON.stringify(['add-account', sessionCookie, ...heldTokens]);
  return Buffer.from(sha256(bound)).toString('base64url');
}

/** What stays beside the session in use. It ends with the browser, unless all of it was to be remembered. */
export type HeldCookie = { tokens: string[]; remember: boolean };
