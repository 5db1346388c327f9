import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { ipKey } from '#lib/rate-limit/ip-key.ts';
import { consumeLimit } from '#lib/rate-limit/limiter.ts';
import { isApiPath, limitRule } from '#lib/rate-limit/rules.ts';
import { formatVerdict, limitHeaders, type Verdict, verdictHeader } from '#lib/rate-limit/verdict.ts';
import { poolCookieName, sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { errorAnswer } from './answer.ts';
import { formActionOrigins, type HeaderContext, securityHeaders } from './headers.ts';
import { clientIp, pathHeader } from './internal-headers.ts';

/** What becomes of a request: it goes on with these headers, or with its own where they are null, or it is answered here. */
export type GateOutcome =
  | { kind: 'continue'; requestHeaders: Headers | null; responseHeaders: Record<string, string> }
  | { kind: 'answer'; response: Response };

/** As much of a request as the gate looks at. */
export type GateRequest = Pick<Request, 'url' | 'method' | 'headers'>;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function hasCookie(headers: Headers, name: string): boolean {
  return (headers.get('cookie') ?? '').split(';').some((pair) => {
    const cookie = pair.trim();
    return cookie.startsWith(`${name}=`) && cookie.length > name.length + 1;
  });
}

const signedInPages =
  /^\/(?:dashboard|profile|security|second-factor|step-up|sessions|activity|connections|api-keys|notifications|privacy|organizations|admin)(?:\/|$)/;

function isDataPath(path: string): boolean {
  return isApiPath(path) || /^\/(?:health|metrics|\.well-known|llms\.txt|llms-full\.txt)(?:\/|$)/.test(path);
}

function nonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** api.md's 429, as `route()` answers it where it counts itself. */
function rateLimited(request: GateRequest, verdict: Verdict, requestId: string, headers: Record<string, string>): Response {
  const error = new ServiceError('RATE_LIMITED', {
    retryAfterSeconds: verdict.resetSeconds,
    details: { retry_after: verdict.resetSeconds },
  });
  const response = errorAnswer(error, { requestId, accept: request.headers.get('accept') });
  for (const [name, value] of Object.entries({ ...headers, ...limitHeaders(verdict) })) response.headers.set(name, value);
  return response;
}

/**
 * The first look at every request, without a database and in any runtime: request id, nonce, security headers, the
 * limits per address, and a redirect to the sign-in page for comfort. It grants nothing: pages and endpoints decide.
 */
export async function passGate(request: GateRequest, { development }: { development: boolean }): Promise<GateOutcome> {
  const url = new URL(request.url);
  const path = url.pathname;
  const { headers } = request;
  const settings = env();

  const given = headers.get('x-request-id') ?? '';
  const requestId = uuid.test(given) ? given : crypto.randomUUID();
  const context: HeaderContext = {
    nonce: nonce(),
    path,
    kind: isDataPath(path) ? 'data' : 'page',
    secure: settings.APP_URL.startsWith('https:'),
    development,
    formActions: formActionOrigins(settings),
  };
  const responseHeaders: Record<string, string> = { ...securityHeaders(context), 'X-Request-Id': requestId };

  const signedIn = hasCookie(headers, sessionCookieName());
  const rule = limitRule(request.method, path, signedIn || Boolean(headers.get('authorization')?.trim()));
  const verdict = rule && (await consumeLimit(rule.name, rule.bucket, ipKey(clientIp(headers))));
  // A form that was posted too often goes on to its page, which says so in its own words; its action finds the verdict.
  if (verdict && !verdict.allowed && isApiPath(path)) {
    return { kind: 'answer', response: rateLimited(request, verdict, requestId, responseHeaders) };
  }

  // Which pool's sign-in page it is where a browser remembers one, only the database knows: the page itself sends there.
  const isLedToLogin = !signedIn && !hasCookie(headers, poolCookieName()) && signedInPages.test(path);
  if (isLedToLogin && (request.method === 'GET' || request.method === 'HEAD')) {
    url.searchParams.delete('_rsc');
    const target = new URL('/login', settings.APP_URL);
    target.searchParams.set('redirect_to', `${path}${url.search}`);
    return {
      kind: 'answer',
      response: new Response(null, { status: 307, headers: { ...responseHeaders, Location: target.href, 'Cache-Control': 'no-store' } }),
    };
  }

  const isPage = context.kind === 'page';
  // Next carries changed headers over one by one, several times: what answers with data and has no verdict keeps its own.
  const isUnchanged = !isPage && !verdict && requestId === given && !headers.has(verdictHeader);
  const requestHeaders = isUnchanged ? null : new Headers(headers);
  requestHeaders?.set('x-request-id', requestId);
  if (isPage) {
    requestHeaders?.set('x-nonce', context.nonce);
    // Pages cannot see their own address; the way back after signing in needs it.
    requestHeaders?.set(pathHeader, `${path}${url.search}`);
    // Next takes the nonce for its own scripts from here.
    requestHeaders?.set('content-security-policy', responseHeaders['Content-Security-Policy'] ?? '');
  }
  requestHeaders?.delete(verdictHeader);
  if (verdict) {
    requestHeaders?.set(verdictHeader, formatVerdict(verdict));
    // `route()` writes the same again; pages and next-auth's mount write none.
    const { 'Retry-After': _, ...headers } = limitHeaders(verdict);
    Object.assign(responseHeaders, headers);
  }
  return { kind: 'continue', requestHeaders, responseHeaders };
}
