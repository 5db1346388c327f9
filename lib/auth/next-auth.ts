import { parseCookie } from 'cookie';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db } from '#lib/db/client.ts';
import { isDatabaseUnavailable } from '#lib/db/errors.ts';
import { env } from '#lib/env.ts';
import { challengeCookie, clearedCookie, deviceCookie, lastMethodCookie, offeredLinkCookie, sessionCookie } from '#lib/http/cookies.ts';
import { notFound } from '#lib/http/not-found.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { keptAccountCookies } from '#lib/http/signed-in-answer.ts';
import { findLinkIntent } from '#lib/linked-accounts/link-intent.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
import { logger } from '#lib/observability/logger.ts';
import { withPool } from '#lib/pools/pool-name.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { findActorByCookie } from '#lib/sessions/find-actor.ts';
import { flowPoolCookieName, readFlowPool } from './flow-pool.ts';
import { destinationPath, nextAuthConfig, nextAuthPath } from './next-auth-config.ts';
import { checkCookieNames, csrfCookieName, destinationCookieName, flowCookieNames } from './next-auth-cookies.ts';
import { connectionsPage, newFlow, type ProviderFlow, refuse } from './next-auth-flow.ts';
import { nextAuthProviderId } from './next-auth-providers.ts';
import { withRedirect } from './safe-redirect.ts';

/** What we let next-auth answer. Its own pages and whatever it may learn later stay closed. */
const actions = {
  GET: new Set(['callback', 'csrf', 'providers', 'session', 'signin']),
  POST: new Set(['signin', 'signout']),
};
type Method = keyof typeof actions;

/** Runs next-auth on a request that is already on APP_URL. */
export async function runNextAuth(request: Request, flow: ProviderFlow): Promise<Response> {
  // Loaded when needed: it reaches into Next, which plain Node cannot follow.
  const { default: NextAuth } = await import('next-auth');
  const { handlers } = NextAuth(() => nextAuthConfig(flow));
  // With AUTH_URL in the environment next-auth moves the request there, by these two. Nothing but APP_URL decides.
  const pinned = Object.assign(request, { nextUrl: { href: request.url, origin: ' ' } });
  return handlers[request.method as Method](pinned as unknown as Parameters<typeof handlers.GET>[0]);
}

/** The named cookies of the request, as one header. next-auth sees no other. */
function passedCookies(cookies: Partial<Record<string, string>>, names: string[]): string {
  return names.flatMap((name) => (cookies[name] ? [`${name}=${encodeURIComponent(cookies[name])}`] : [])).join('; ');
}

/** The request as next-auth may see it: on APP_URL, with its own cookies, without any header that names a host. */
async function rebuild(request: Request, path: string, query: URLSearchParams, cookie: string): Promise<Request> {
  const contentType = request.headers.get('content-type');
  const search = query.size > 0 ? `?${query}` : '';
  return new Request(`${env().APP_URL}${path}${search}`, {
    method: request.method,
    headers: { cookie, ...(contentType && { 'content-type': contentType }) },
    ...(request.method === 'POST' && { body: await request.text() }),
  });
}

async function recordRefusal(flow: ProviderFlow, providerId: string): Promise<void> {
  const { refusal, caller } = flow;
  // Who holds an identity is found out in a transaction, which has recorded it.
  if (!refusal || refusal.code === 'identity_taken') return;
  const { code, account } = refusal;
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  const action = flow.link ? 'connection.denied' : 'session.denied';
  await recordEvent(db(), { action, result: 'failure', reason: `oauth:${providerId}:${code}`, ...subject, caller }).catch(
    (error: unknown) => {
      logger().error({ request_id: caller.requestId, err: error }, 'a refused sign-in could not be recorded');
    },
  );
}

/**
 * Finds out what the walk was for, and for which pool. One that was begun to connect an identity ends in the session that began it, or
 * nowhere: neither may somebody who signed in here since get the identity, nor may the callback become a sign-in.
 */
async function readPurpose(
  flow: ProviderFlow,
  state: string | null,
  { providerId, poolCookie }: { providerId: string; poolCookie: string | undefined },
): Promise<void> {
  const pool = await readFlowPool(poolCookie, state);
  if (pool === null) return refuse(flow, 'expired');
  flow.caller = { ...flow.caller, pool };
  const intent = state ? await findLinkIntent(state) : null;
  if (!intent) return;
  const lookup = flow.previousCookie ? await findActorByCookie(flow.previousCookie) : null;
  const actor = lookup?.ok && lookup.actor.session.id === intent.sessionId ? lookup.actor : null;
  flow.link = { intent, actor };
  if (!actor || intent.providerId !== providerId) refuse(flow, 'session_changed');
}

/** Back to the page that asked, with what came of it. The session stays as it was. */
async function answerLink(flow: ProviderFlow, providerId: string, headers: Headers): Promise<Response> {
  if (!flow.linked) {
    refuse(flow, 'provider_failed');
    await recordRefusal(flow, providerId);
  }
  const outcome = flow.linked ? `notice=${flow.linked}` : `error=${flow.refusal?.code}`;
  headers.set('Location', `${env().APP_URL}${connectionsPage}?${outcome}`);
  return new Response(null, { status: 303, headers });
}

/** Back from the provider: next-auth checks, our callbacks decide, and the answer is made here. */
async function answerCallback(request: Request, path: string, providerId: string): Promise<Response> {
  const { caller, sessionCookie: previousCookie } = readRequestContext(request.headers);
  const cookies = parseCookie(request.headers.get('cookie') ?? '');
  const destination = destinationPath(cookies[destinationCookieName()] ?? '');
  const query = new URL(request.url).searchParams;
  const flow = newFlow(caller, previousCookie);
  query.delete('callbackUrl');
  flow.cancelled = query.get('error') === 'access_denied';
  // OAuth parameters must not be repeated (RFC 6749 §3.1); next-auth would take the last of each.
  if (new Set(query.keys()).size !== query.size) refuse(flow, 'provider_failed');
  if (!flow.refusal) {
    await readPurpose(flow, query.get('state'), { providerId, poolCookie: cookies[flowPoolCookieName()] }).catch((error: unknown) => {
      if (!isDatabaseUnavailable(error)) throw error;
      refuse(flow, 'unavailable');
    });
  }
  if (!flow.refusal) await runNextAuth(await rebuild(request, path, query, passedCookies(cookies, checkCookieNames())), flow);
  const headers = new Headers({ 'Cache-Control': 'no-store', 'X-Request-Id': caller.requestId });
  // A flow is tried once, whatever came of it.
  for (const name of [...flowCookieNames(), flowPoolCookieName()])
    if (cookies[name] !== undefined) headers.append('Set-Cookie', clearedCookie(name));
  const { completed, owed } = flow;
  const onward = (page: string) => withPool(withRedirect(page, destination), flow.caller.pool);
  if (flow.link) return answerLink(flow, providerId, headers);
  // Only now: a walk that was begun and given up was no sign-in.
  if (owed || completed) headers.append('Set-Cookie', lastMethodCookie(providerId));
  if (owed) {
    headers.append('Set-Cookie', challengeCookie(owed.challenge.token));
    headers.set('Location', `${env().APP_URL}${onward('/challenge')}`);
    return new Response(null, { status: 303, headers });
  }
  if (completed) {
    headers.append('Set-Cookie', await sessionCookie(completed.session.secret, false));
    headers.append('Set-Cookie', deviceCookie(completed.deviceToken));
    for (const line of await keptAccountCookies(completed)) headers.append('Set-Cookie', line);
    headers.set('Location', `${env().APP_URL}${destination}`);
    return new Response(null, { status: 303, headers });
  }
  refuse(flow, 'provider_failed');
  await recordRefusal(flow, providerId);
  if (flow.offer) headers.append('Set-Cookie', offeredLinkCookie(flow.offer));
  headers.set('Location', `${env().APP_URL}${onward(`/login?error=${flow.refusal?.code}`)}`);
  return new Response(null, { status: 303, headers });
}

/** Everything else next-auth answers itself, but for the session cookie: ours ends with the browser and is set once. */
async function answerOther(request: Request, path: string): Promise<Response> {
  const { caller, sessionCookie: previousCookie } = readRequestContext(request.headers);
  const cookies = parseCookie(request.headers.get('cookie') ?? '');
  // No query: next-auth would add it to the provider's address, `redirect_uri` and `scope` included.
  const rebuilt = await rebuild(request, path, new URLSearchParams(), passedCookies(cookies, [csrfCookieName(), sessionCookieName()]));
  const answer = await runNextAuth(rebuilt, newFlow(caller, previousCookie));
  const headers = new Headers(answer.headers);
  const lines = answer.headers.getSetCookie();
  headers.delete('Set-Cookie');
  const renewal = new RegExp(`^${sessionCookieName()}=[^;]`);
  for (const line of lines) if (!renewal.test(line)) headers.append('Set-Cookie', line);
  headers.set('Cache-Control', 'no-store');
  headers.set('X-Request-Id', caller.requestId);
  return new Response(answer.body, { status: answer.status, headers });
}

/** The mount under /api/auth. */
export async function handleNextAuth(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [action = '', nextAuthId, ...rest] = pathname.slice(nextAuthPath.length + 1).split('/');
  const provider = listSignInProviders().find(({ id }) => nextAuthProviderId(id) === nextAuthId);
  const known = (actions[request.method as Method]?.has(action) ?? false) && rest.length === 0;
  const needsProvider = action === 'callback' || (action === 'signin' && request.method === 'POST');
  if (!known || needsProvider !== (nextAuthId !== undefined) || (needsProvider && !provider)) return notFound(request);
  const path = nextAuthId === undefined ? `${nextAuthPath}/${action}` : `${nextAuthPath}/${action}/${nextAuthId}`;
  return action === 'callback' && provider ? answerCallback(request, path, provider.id) : answerOther(request, path);
}
