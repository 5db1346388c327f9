import type { NextAuthConfig } from 'next-auth';
import type { Caller } from '#lib/audit/caller.ts';
import { randomToken } from '#lib/crypto/hash.ts';
import { isDatabaseUnavailable } from '#lib/db/errors.ts';
import { cookiesAreSecure, env } from '#lib/env.ts';
import { claimAccount } from '#lib/linked-accounts/claim-account.ts';
import { touchConnection } from '#lib/linked-accounts/connections.ts';
import { type Judgement, judgeIdentity } from '#lib/linked-accounts/judge-identity.ts';
import { fulfilLinkIntent } from '#lib/linked-accounts/link-intent.ts';
import { offerLink } from '#lib/linked-accounts/offered-link.ts';
import { type ProviderIdentity, providerProof } from '#lib/linked-accounts/provider-identity.ts';
import { logger } from '#lib/observability/logger.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';
import { findOwedSecondFactor } from '#lib/sign-in/complete-sign-in.ts';
import { createAdapter } from './adapter.ts';
import { nextAuthCookies } from './next-auth-cookies.ts';
import { type ProviderFlow, type RefusalCode, refuse } from './next-auth-flow.ts';
import { nextAuthProviders } from './next-auth-providers.ts';
import { safeRedirect } from './safe-redirect.ts';

export const nextAuthPath = '/api/auth';

function rootCause(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error) || depth > 6) return error;
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Error) return rootCause(cause, depth + 1);
  // next-auth wraps what it catches as `cause: { err }`.
  const wrapped = typeof cause === 'object' && cause !== null && 'err' in cause ? cause.err : undefined;
  return wrapped instanceof Error ? rootCause(wrapped, depth + 1) : error;
}

/** next-auth's name of an error. Not `name`, which is the class's and shortened in the production build. */
function typeOf(error: Error): string {
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

function refusalOf(error: Error, flow: ProviderFlow): RefusalCode {
  // State, PKCE or nonce: no cookie of this flow, one that is too old, or one of another provider's flow.
  if (typeOf(error) === 'InvalidCheck') return 'expired';
  if (typeOf(error) === 'OAuthCallbackError' && flow.cancelled) return 'access_denied';
  return isDatabaseUnavailable(rootCause(error)) ? 'unavailable' : 'provider_failed';
}

/** The path of an address on this origin, otherwise the default page. */
export function destinationPath(address: unknown): string {
  const { APP_URL } = env();
  if (typeof address !== 'string') return safeRedirect(address);
  return safeRedirect(address.startsWith(`${APP_URL}/`) ? address.slice(APP_URL.length) : address);
}

/** The end of a walk that somebody who is signed in began: next-auth has checked everything by now. */
async function connect(flow: ProviderFlow, link: NonNullable<ProviderFlow['link']>, identity: ProviderIdentity): Promise<void> {
  const { intent, actor } = link;
  if (!actor) return refuse(flow, 'session_changed');
  const outcome = await fulfilLinkIntent(intent, actor, identity, flow.caller);
  if (outcome === 'connected' || outcome === 'already_connected') flow.linked = outcome;
  else refuse(flow, outcome, { id: actor.user.id, dataKey: actor.dataKey });
}

/** Judges the identity, and gives it the account that nobody had confirmed. */
async function judge(identity: ProviderIdentity, caller: Caller): Promise<Judgement> {
  const judgement = await judgeIdentity(caller.pool, identity);
  if (!judgement.claims || !judgement.account || (await claimAccount(identity, judgement.account, caller))) return judgement;
  const again = await judgeIdentity(caller.pool, identity);
  return again.claims ? { refusal: 'account_exists', account: again.account } : again;
}

/** next-auth for one request. Made anew each time: `next build` has no configuration, and the callbacks write to `flow`. */
export function nextAuthConfig(flow: ProviderFlow): NextAuthConfig {
  return {
    adapter: createAdapter(flow),
    providers: nextAuthProviders(flow),
    secret: env().AUTH_SECRET,
    basePath: nextAuthPath,
    // The request is rebuilt on APP_URL before it gets here, so there is no host to distrust.
    trustHost: true,
    // Not undefined: next-auth would read AUTH_REDIRECT_PROXY_URL from the environment.
    redirectProxyUrl: '',
    useSecureCookies: cookiesAreSecure(),
    cookies: nextAuthCookies(),
    pages: { signIn: '/login', error: '/login' },
    session: {
      strategy: 'database',
      // Our own session decides when it ends; next-auth only wants to be told something.
      maxAge: lifetimes.deviceCookie,
      updateAge: lifetimes.deviceCookie,
      generateSessionToken: randomToken,
    },
    callbacks: {
      async signIn() {
        if (!flow.identity) {
          refuse(flow, 'provider_failed');
          return false;
        }
        if (flow.link) {
          await connect(flow, flow.link, flow.identity);
          // Whatever came of it: this walk signs nobody in.
          return false;
        }
        const { refusal, account } = await judge(flow.identity, flow.caller);
        if (refusal) refuse(flow, refusal, account);
        if (refusal === 'account_exists' && account) flow.offer = await offerLink(flow.identity, account);
        if (refusal || !account) return refusal === null;
        await touchConnection(flow.identity, account);
        const first = {
          userId: account.id,
          pool: account.pool,
          proof: providerProof(flow.identity),
          kind: 'browser',
          remember: false,
          caller: flow.caller,
        } as const;
        flow.owed = (await findOwedSecondFactor(first)).owed;
        return flow.owed === null;
      },
      redirect: ({ url }) => `${env().APP_URL}${destinationPath(url)}`,
    },
    debug: false,
    logger: {
      error(error) {
        // What was decided here is in the audit trail already.
        const level = flow.refusal || flow.owed || flow.linked ? 'debug' : 'warn';
        refuse(flow, refusalOf(error, flow));
        const cause = rootCause(error);
        // Messages only: the objects around them carry tokens and claims.
        const details = { type: typeOf(error), cause: cause instanceof Error ? cause.message.slice(0, 300) : undefined };
        logger()[level]({ part: 'next-auth', request_id: flow.caller.requestId, ...details }, 'sign-in at a provider failed');
      },
      warn(code) {
        logger().debug({ part: 'next-auth', code }, 'next-auth warning');
      },
      debug() {},
    },
  };
}
