import type { NextAuthConfig } from 'next-auth';
import { cookiesAreSecure } from '#lib/env.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';

const flowCookies = { state: 'state', nonce: 'nonce', pkceCodeVerifier: 'pkce', callbackUrl: 'destination' } as const;

function nameOf(suffix: string): string {
  return `${cookiesAreSecure() ? '__Host-' : ''}gatehouse-oauth-${suffix}`;
}

/** The cookies that hold one sign-in on its way to a provider and back. They live for 15 minutes. */
export function flowCookieNames(): string[] {
  return Object.values(flowCookies).map(nameOf);
}

/** Those that the callback is checked against. */
export function checkCookieNames(): string[] {
  return flowCookieNames().filter((name) => name !== destinationCookieName());
}

/** The cookie with the page to go to afterwards. */
export function destinationCookieName(): string {
  return nameOf(flowCookies.callbackUrl);
}

export function csrfCookieName(): string {
  return nameOf('csrf');
}

/** Our names and attributes for everything that next-auth sets. */
export function nextAuthCookies(): NonNullable<NextAuthConfig['cookies']> {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: cookiesAreSecure() } as const;
  const flow = Object.entries(flowCookies).map(([key, suffix]) => [
    key,
    { name: nameOf(suffix), options: { ...options, maxAge: lifetimes.providerFlow } },
  ]);
  return {
    ...Object.fromEntries(flow),
    csrfToken: { name: csrfCookieName(), options },
    sessionToken: { name: sessionCookieName(), options },
  };
}
