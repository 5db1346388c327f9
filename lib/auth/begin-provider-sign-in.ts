import { parseSetCookie, stringifyCookie } from 'cookie';
import type { Caller } from '#lib/audit/caller.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
import { flowPoolCookies } from './flow-pool.ts';
import { runNextAuth } from './next-auth.ts';
import { nextAuthPath } from './next-auth-config.ts';
import { csrfCookieName, flowCookieNames } from './next-auth-cookies.ts';
import { newFlow } from './next-auth-flow.ts';
import { nextAuthProviderId } from './next-auth-providers.ts';
import { safeRedirect } from './safe-redirect.ts';

/** Where to send the browser, and the cookies (Set-Cookie lines) that tie the way back to it. */
export type BegunSignIn = { location: string; cookies: string[] };

/**
 * Starts a provider's flow for one browser, in the caller's pool: state, nonce and PKCE verifier go into cookies, their counterparts into the
 * provider's address. NOT_FOUND for a provider that is not configured, UNAVAILABLE when it does not answer.
 */
export async function beginProviderSignIn(providerId: string, redirectTo: unknown, caller: Caller): Promise<BegunSignIn> {
  if (!listSignInProviders().some(({ id }) => id === providerId)) throw new ServiceError('NOT_FOUND');
  const { APP_URL } = env();
  const flow = newFlow(caller, null);
  // next-auth starts a flow on a POST with its CSRF token; here both sides of that are ours.
  const csrf = await runNextAuth(new Request(`${APP_URL}${nextAuthPath}/csrf`), flow);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const csrfCookie = csrf.headers
    .getSetCookie()
    .map((line) => parseSetCookie(line))
    .find(({ name }) => name === csrfCookieName())?.value;
  const answer = await runNextAuth(
    new Request(`${APP_URL}${nextAuthPath}/signin/${nextAuthProviderId(providerId)}`, {
      method: 'POST',
      headers: { cookie: stringifyCookie({ [csrfCookieName()]: csrfCookie }) },
      body: new URLSearchParams({ csrfToken, callbackUrl: `${APP_URL}${safeRedirect(redirectTo)}` }),
    }),
    flow,
  );
  const location = answer.headers.get('Location');
  // On a failure next-auth sends to our own sign-in page.
  if (!location || flow.refusal || location.startsWith(`${APP_URL}/`)) throw new ServiceError('UNAVAILABLE', { retryAfterSeconds: 30 });
  const flowNames = flowCookieNames();
  const lines = answer.headers.getSetCookie().filter((line) => flowNames.some((name) => line.startsWith(`${name}=`)));
  return { location, cookies: [...lines, ...flowPoolCookies(caller.pool, new URL(location).searchParams.get('state'))] };
}
