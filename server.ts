import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import next from 'next';
import { env, rereadEnv } from '#lib/env.ts';
import { isUpload, maxBodyBytes } from '#lib/http/body-limit.ts';
import { aliasRedirect } from '#lib/http/front/alias-redirect.ts';
import { clientAddress } from '#lib/http/front/client-address.ts';
import { compressAnswer, isStaticFile } from '#lib/http/front/compress-static.ts';
import { answerPreflight, shareAnswer } from '#lib/http/front/cross-origin.ts';
import { explainBarePage } from '#lib/http/front/explain-bare-page.ts';
import { inboundHeaders, isLocalCaller, rawHeaders } from '#lib/http/front/inbound-headers.ts';
import { isPlainPage, sendWithoutRuntime } from '#lib/http/front/plain-page.ts';
import { type Refused, type RejectedStatus, rawRejection, rejection } from '#lib/http/front/rejection.ts';
import { judgeBody, readBody, withBody } from '#lib/http/front/request-body.ts';
import { parseRequestTarget } from '#lib/http/front/request-target.ts';
import { type Api, createServeApi, type ServeApi } from '#lib/http/front/serve-api.ts';
import { isExcessSignIn } from '#lib/http/front/shed-sign-ins.ts';
import { withChosenStatus } from '#lib/http/response-status.ts';
import { logger } from '#lib/observability/logger.ts';
import { countRequest } from '#lib/observability/request-counts.ts';
import type { RedisBridge } from '#lib/rate-limit/redis-bridge.ts';

const drainSeconds = 10;
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export type Front = { port: number; close: () => Promise<void> };

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Functions that parts of the application want awaited before the process ends (instrumentation.ts adds them). */
function shutdownHooks(): (() => Promise<unknown>)[] {
  const holder = globalThis as { [key: symbol]: (() => Promise<unknown>)[] | undefined };
  const key = Symbol.for('gatehouse.shutdown');
  const hooks = holder[key] ?? [];
  holder[key] = hooks;
  return hooks;
}

async function startBridge(): Promise<RedisBridge | null> {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL } = env();
  if (!REDIS_URL || UPSTASH_REDIS_REST_URL) return null;
  const { startRedisBridge } = await import('#lib/rate-limit/redis-bridge.ts');
  const bridge = await startRedisBridge({ redisUrl: REDIS_URL, onWarning: (message) => logger().warn({ part: 'redis' }, message) });
  // The middleware runs in the edge runtime, which has fetch and process.env and nothing else. The API in the front counts there too.
  process.env.UPSTASH_REDIS_REST_URL = bridge.url;
  process.env.UPSTASH_REDIS_REST_TOKEN = bridge.token;
  process.env.GATEHOUSE_REDIS_BRIDGE = '1';
  rereadEnv();
  return bridge;
}

function logRequest(request: IncomingMessage, response: ServerResponse, path: string, requestId: string): void {
  const started = performance.now();
  const level = path.startsWith('/_next/') || path.startsWith('/health/') ? 'debug' : 'info';
  response.once('close', () => {
    const ms = Math.round((performance.now() - started) * 10) / 10;
    // 499: the caller left before the answer was complete.
    const status = response.writableFinished ? response.statusCode : 499;
    countRequest({ path, status, seconds: ms / 1000 });
    logger()[level]({ method: request.method, path: path.slice(0, 300), status, ms, request_id: requestId }, 'request');
  });
}

type Refusal = { keepAlive?: boolean };

function refuse(response: ServerResponse, status: RejectedStatus, refused: Refused, { keepAlive }: Refusal = {}): void {
  const { headers, body } = rejection(status, refused);
  if (keepAlive) delete headers.Connection;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers).end(body);
}

type Parts = {
  handle: Handler;
  /** Null where Next serves everything. */
  serveApi: ServeApi | null;
  dev: boolean;
  isDraining: () => boolean;
};

/** Answers what must not reach the application, cleans the rest and hands it on. */
function createHandler({ handle, serveApi, dev, isDraining }: Parts): Handler {
  const { APP_URL, TRUST_PROXY } = env();
  const appUrl = new URL(APP_URL);
  return async (request, response) => {
    const requestId = randomUUID();
    const target = parseRequestTarget(request.url);
    const path = target.ok ? target.path : (request.url ?? '').slice(0, 300).split('?', 1)[0] || '/';
    const refused = { path, requestId, accept: request.headers.accept ?? null };
    // First of all: whatever becomes of the request, its answer names it.
    response.setHeader('X-Request-Id', requestId);
    logRequest(request, response, path, requestId);
    if (isDraining()) response.setHeader('Connection', 'close');
    const allowedOrigin = await shareAnswer(request, response, { path, appUrl });
    if (!target.ok) return refuse(response, target.status, refused);
    if (!methods.has(request.method ?? '')) return refuse(response, 405, refused);
    const verdict = judgeBody(request.headers, maxBodyBytes(path));
    if (verdict.kind === 'reject') return refuse(response, verdict.status, refused);
    if (allowedOrigin !== null && (await answerPreflight(request, response, path))) return;
    // Only with a body whose length was judged may the connection stay: Node reads what is left of it away.
    if (verdict.kind === 'pass' && isExcessSignIn(request.method, path)) return refuse(response, 503, refused, { keepAlive: true });
    const location = aliasRedirect(request, target, appUrl);
    if (location) {
      response.writeHead(307, { Location: location, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }).end();
      return;
    }
    const peer = request.socket.remoteAddress;
    const client = clientAddress({ peer, forwardedFor: request.headers['x-forwarded-for']?.toString(), trustedProxies: TRUST_PROXY });
    const local = isLocalCaller(request.headers, peer, appUrl);
    request.headers = inboundHeaders(request.headers, { appUrl, client, local, requestId, allowedOrigin });
    request.url = `${target.path}${target.search}`;
    // A file is counted by its service, which reads it as it comes.
    const isCounted = verdict.kind === 'buffer' && !isUpload(request.method, path);
    const passed = isCounted ? await countedBody(request, maxBodyBytes(path)) : request;
    if (!passed) return refuse(response, 413, refused);
    passed.rawHeaders = rawHeaders(passed.headers);
    if (await serveApi?.(passed, response, path, maxBodyBytes(path))) return;
    if (!path.startsWith('/_next/') && !path.startsWith('/api/')) explainBarePage(passed.headers, response, requestId);
    // Hot reload needs the runtime.
    if (!dev && isPlainPage(path, passed.headers)) sendWithoutRuntime(response);
    if (isStaticFile(path)) compressAnswer(passed, response);
    await withChosenStatus(response, () => handle(passed, response));
  };
}

async function countedBody(request: IncomingMessage, maxBytes: number): Promise<IncomingMessage | null> {
  const body = await readBody(request, maxBytes);
  return body && withBody(request, body);
}

function guarded(handler: Handler): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handler(request, response).catch((error: unknown) => {
      // A caller who went away in the middle of a body is no fault of ours.
      if (request.destroyed && !request.complete) return response.destroy();
      const requestId = response.getHeader('X-Request-Id')?.toString() ?? randomUUID();
      logger().error({ request_id: requestId, err: error }, 'a request failed outside its handler');
      refuse(response, 500, { path: request.url ?? '/', requestId, accept: request.headers.accept ?? null });
    });
  };
}

const parserStatus: Record<string, RejectedStatus> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers bytes that are not a request we can read: too large, too slow, or not HTTP. */
function onClientError(error: Error & { code?: string; rawPacket?: Buffer }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const head = error.rawPacket?.subarray(0, 20_000).toString('latin1') ?? '';
  const [, url = '/'] = (head.split('\r\n', 1)[0] ?? '').split(' ');
  const accept = /\r\naccept:[ \t]*([^\r\n]{0,1000})/i.exec(head)?.[1] ?? null;
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW' && url.length > 8192;
  const status = tooLong ? 414 : (parserStatus[error.code ?? ''] ?? 400);
  const requestId = randomUUID();
  logger().info({ status, reason: error.code, request_id: requestId }, 'unreadable request');
  socket.end(rawRejection(rejection(status, { path: url.slice(0, 10), requestId, accept })));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops accepting, lets what is under way finish for up to 10 s, then cuts the rest. */
async function drain(server: Server, inFlight: () => number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  for (const deadline = Date.now() + drainSeconds * 1000; Date.now() < deadline && inFlight() > 0; await sleep(25))
    server.closeIdleConnections();
  server.closeAllConnections();
  await Promise.race([closed, sleep(1000)]);
}

async function runHooks(): Promise<void> {
  const results = await Promise.race([
    Promise.allSettled(shutdownHooks().map((hook) => hook())),
    sleep(drainSeconds * 1000).then(() => null),
  ]);
  for (const result of results ?? []) if (result.status === 'rejected') logger().error({ err: result.reason }, 'a shutdown step failed');
}

/** `api` is the file of the API's module; null where Next serves everything, which reloads route files when they change. */
type FrontOptions = { dev: boolean; port: number; host: string; api: string | null };

async function loadApi(file: string): Promise<ServeApi> {
  return createServeApi((await import(pathToFileURL(file).href)) as Api, new URL(env().APP_URL));
}

/**
 * The HTTP front: the only way in. Takes the caller's address from the socket or from trusted proxies, drops headers
 * that outsiders must not set, caps sizes and times, and hands over to Next. Rejects with EADDRINUSE when the port is taken.
 */
export async function createFront(options: FrontOptions): Promise<Front> {
  // Next does the same, but only with its first request: whoever counts before it would count elsewhere (process-state.ts).
  Object.assign(globalThis, { AsyncLocalStorage });
  const bridge = await startBridge();
  // Next takes upgrade requests of the server that it is given, past everything below: it gets one that never listens.
  const httpServer = createServer();
  const app = next({ dev: options.dev, dir: import.meta.dirname, hostname: options.host, port: options.port, httpServer });
  const [serveApi] = await Promise.all([options.api === null ? null : loadApi(options.api), app.prepare()]);

  let draining = false;
  let inFlight = 0;
  const handler = guarded(
    createHandler({ handle: app.getRequestHandler() as Handler, serveApi, dev: options.dev, isDraining: () => draining }),
  );
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 1000,
    },
    (request, response) => {
      inFlight += 1;
      response.once('close', () => {
        inFlight -= 1;
      });
      handler(request, response);
    },
  );
  server.maxRequestsPerSocket = 10_000;
  server.maxConnections = 4000;
  // A reader that takes nothing for two minutes is dropped; the development server keeps its channel open instead.
  server.timeout = options.dev ? 0 : 120_000;
  server.on('clientError', onClientError);
  // Too large is answered before `100 Continue` invites the body.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (judgeBody(request.headers, maxBodyBytes(path)).kind !== 'reject') response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.end(rawRejection(rejection(405, { path: '/', requestId: randomUUID(), accept: null })));
  });
  if (options.dev) serveHotReload(server, httpServer);
  const port = await listen(server, options.port, options.host).catch(async (error: unknown) => {
    await Promise.allSettled([app.close(), bridge?.close()]);
    throw error;
  });

  const close = async () => {
    draining = true;
    await drain(server, () => inFlight);
    await runHooks();
    await Promise.race([Promise.allSettled([app.close(), bridge?.close()]), sleep(3000)]);
  };
  return { port, close };
}

/** The development server's channel to the browser, and nothing else. Next listens for it on the server it was given. */
function serveHotReload(server: Server, given: Server): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const taken = request.url?.startsWith('/_next/hmr') && given.emit('upgrade', request, socket, head);
    if (!taken) socket.destroy();
  });
}
