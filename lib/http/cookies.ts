import { stringifySetCookie } from 'cookie';
import { cookiesAreSecure } from '#lib/env.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import {
  addingCookieName,
  challengeCookieName,
  deviceCookieName,
  heldAccountsCookieName,
  offeredLinkCookieName,
  passkeyCookieName,
  poolCookieName,
  sessionCookieName,
  trustedDeviceCookieName,
} from '#lib/sessions/cookie-names.ts';
import { formatHeldTokens, type HeldCookie } from '#lib/sessions/held-tokens.ts';
import { lifetimes, sessionLifetimes } from '#lib/sessions/lifetimes.ts';
import { readSettings } from '#lib/settings/read-settings.ts';

/** One of our cookies, as a Set-Cookie line. */
export function setCookie(name: string, value: string, maxAgeSeconds: number | undefined): string {
  return stringifySetCookie({
    name,
    value,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: cookiesAreSecure(),
    ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
  });
}

async function rememberedSeconds(): Promise<number> {
  return sessionLifetimes((await readSettings()).sessions, { kind: 'browser', remember: true }).session;
}

/** The session cookie; without "remember me" it ends with the browser. */
export async function sessionCookie(token: string, remember: boolean): Promise<string> {
  return setCookie(sessionCookieName(), token, remember ? await rememberedSeconds() : undefined);
}

/** The other sessions of this browser. */
export async function heldAccountsCookie({ tokens, remember }: HeldCookie): Promise<string> {
  if (tokens.length === 0) return clearedCookie(heldAccountsCookieName());
  return setCookie(heldAccountsCookieName(), formatHeldTokens(tokens), remember ? await rememberedSeconds() : undefined);
}

/** Keeps what is signed in here when the next one signs in. */
export function addingCookie(mark: string): string {
  return setCookie(addingCookieName(), mark, lifetimes.addingAccount);
}

/** Takes a cookie of ours away. */
export function clearedCookie(name: string): string {
  return setCookie(name, '', 0);
}

export function clearedSessionCookie(): string {
  return clearedCookie(sessionCookieName());
}

/** Marks a browser that signed in; it proves nothing but that. */
export function deviceCookie(token: string): string {
  return setCookie(deviceCookieName(), token, lifetimes.deviceCookie);
}

/** Remembers how somebody signed in in this browser, never who. */
export const lastMethodCookieName = 'gatehouse-last-method';
export function lastMethodCookie(method: string): string {
  return setCookie(lastMethodCookieName, method, lifetimes.deviceCookie);
}

/** Remembers in which pool somebody signed in in this browser, for when they have to again. */
export function poolCookie(pool: string): string {
  return pool === defaultPool ? clearedCookie(poolCookieName()) : setCookie(poolCookieName(), pool, lifetimes.deviceCookie);
}

/** Lets this browser pass without the second factor. */
export function trustedDeviceCookie(token: string): string {
  return setCookie(trustedDeviceCookieName(), token, lifetimes.trustedDevice);
}

/** Binds the challenges of a sign-in with a passkey to this browser. */
export function passkeyCookie(token: string): string {
  return setCookie(passkeyCookieName(), token, lifetimes.passkeyChallenge);
}

/** Carries an open challenge to the page that asks for the second factor. */
export function challengeCookie(token: string): string {
  return setCookie(challengeCookieName(), token, lifetimes.signInChallenge);
}

export function clearedChallengeCookie(): string {
  return setCookie(challengeCookieName(), '', 0);
}

/** Ties an identity that waits to be connected to the browser it came with. */
export function offeredLinkCookie(token: string): string {
  return setCookie(offeredLinkCookieName(), token, lifetimes.offeredLink);
}

export function clearedOfferedLinkCookie(): string {
  return clearedCookie(offeredLinkCookieName());
}
