import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { ScriptNames } from './bridge-scripts.ts';

/** The running bridge: `url` and `token` are what `UPSTASH_REDIS_REST_URL` and `_TOKEN` must hold for the limiter to use it. */
export type RedisBridge = { url: string; token: string; close(): Promise<void> };

export type RedisBridgeOptions = {
  redisUrl: string;
  /** Told when Redis cannot be reached, at most every 10 s, and once when it is back. Never holds a password. */
  onWarning?: (message: string) => void;
  commandTimeoutMs?: number;
};

// What a limiter needs. Blocking commands and those that change the connection would stall or confuse everyone on it.
const allowedCommands = new Set(['EVAL', 'EVALSHA', 'PING', 'GET', 'SET', 'DEL', 'INCRBY', 'PEXPIRE', 'PTTL']);

// The client joins at most 1000 commands, each at worst a whole script of 2 KB.
const maxBodyBytes = 4 * 1024 * 1024;
const warnEveryMs = 10_000;

type Answer = { result: unknown } | { error: string };

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

class BadRequest extends Error {}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new BadRequest('ERR body too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BadRequest('ERR body is not JSON');
  }
}

function parseCommand(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0) throw new BadRequest('ERR a command must be a non-empty array');
  const command = value.map((part: unknown) => {
    if (typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean') return String(part);
    throw new BadRequest('ERR every part of a command must be a string or a number');
  });
  const [name = ''] = command;
  if (!allowedCommands.has(name.toUpperCase())) throw new BadRequest(`ERR command '${name.slice(0, 40)}' is not allowed here`);
  return command;
}

/** A reply as Upstash writes it: strings in base64 when asked for, "OK" as it is, numbers and null as JSON. */
function encodeReply(reply: unknown, base64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((item: unknown) => encodeReply(item, base64));
  if (!Buffer.isBuffer(reply) && typeof reply !== 'string') return reply ?? null;
  const text = reply.toString();
  if (!base64 || text === 'OK') return text;
  return Buffer.from(reply as Buffer).toString('base64');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
}

function connect({ redisUrl, onWarning, commandTimeoutMs = 2000 }: RedisBridgeOptions): Redis {
  const place = new URL(redisUrl).host;
  const redis = new Redis(redisUrl, {
    protocol: 2,
    // A command that cannot be sent now fails now: the limiter then counts in its own process.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // The limiter gives up first (limiter.ts); this only ends what nobody waits for any more.
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2000,
    // Ends a connection whose peer went silent, so that the reconnect below can find the way back.
    socketTimeout: 3000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 2000),
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    connectionName: 'gatehouse-limits',
  });
  let warnedAt = Number.NEGATIVE_INFINITY;
  // Without a listener ioredis writes to the console itself.
  redis.on('error', (error: Error & { code?: string }) => {
    if (performance.now() - warnedAt < warnEveryMs) return;
    warnedAt = performance.now();
    onWarning?.(`Redis at ${place} cannot be used (${error.code ?? error.message}); limits are counted per process until it is back`);
  });
  redis.on('ready', () => {
    if (Number.isFinite(warnedAt)) onWarning?.(`Redis at ${place} is back`);
    warnedAt = Number.NEGATIVE_INFINITY;
  });
  return redis;
}

/** Waits for the first connection, but not for long: a Redis that is down must not keep the server from starting. */
function settled(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.once('ready', done);
    redis.once('close', done);
  });
}

/**
 * Starts Upstash's REST protocol on a free loopback port in front of a plain Redis, so that the edge limiter, which
 * only has fetch, can use `REDIS_URL` (`POST /` with one command, `/pipeline`, `/multi-exec`).
 * Starts although Redis is down and reconnects in the background.
 */
export async function startRedisBridge(options: RedisBridgeOptions): Promise<RedisBridge> {
  const redis = connect(options);
  const scripts = new ScriptNames();
  const token = randomBytes(32).toString('base64url');
  const expected = digest(`Bearer ${token}`);

  async function run(command: string[], base64: boolean): Promise<Answer> {
    const [name = '', ...rest] = scripts.translate(command);
    try {
      return { result: encodeReply(await redis.callBuffer(name, ...rest), base64) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : 'ERR unknown' };
    }
  }

  async function runTransaction(commands: string[][], base64: boolean): Promise<Answer[] | { error: string }> {
    const transaction = redis.multi();
    for (const command of commands) {
      const [name = '', ...rest] = scripts.translate(command);
      transaction.callBuffer(name, ...rest);
    }
    try {
      const replies = (await transaction.exec()) ?? [];
      return replies.map(([error, reply]) => (error ? { error: error.message } : { result: encodeReply(reply, base64) }));
    } catch (error) {
      return { error: error instanceof Error ? error.message : 'ERR unknown' };
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Hashing first makes both sides equally long, which timingSafeEqual needs.
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return send(response, 401, { error: 'Unauthorized' });
    if (request.method !== 'POST') return send(response, 405, { error: 'ERR only POST' });
    const base64 = request.headers['upstash-encoding'] === 'base64';
    const path = (request.url ?? '/').split('?')[0];
    const body = await readBody(request);
    if (path === '/') {
      const reply = await run(parseCommand(body), base64);
      return send(response, 'error' in reply ? 400 : 200, reply);
    }
    if (path !== '/pipeline' && path !== '/multi-exec') return send(response, 404, { error: 'ERR unknown path' });
    if (!Array.isArray(body)) throw new BadRequest('ERR a pipeline must be an array of commands');
    const commands = body.map(parseCommand);
    // Called in one go, the commands leave in order in one write.
    if (path === '/pipeline') return send(response, 200, await Promise.all(commands.map((command) => run(command, base64))));
    const replies = await runTransaction(commands, base64);
    return send(response, Array.isArray(replies) ? 200 : 400, replies);
  }

  const server = createServer(
    { requestTimeout: 5000, headersTimeout: 2000, maxHeaderSize: 8192, keepAliveTimeout: 30_000 },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        if (response.headersSent) return response.destroy();
        response.setHeader('Connection', 'close');
        send(response, error instanceof BadRequest ? 400 : 500, { error: error instanceof BadRequest ? error.message : 'ERR bridge' });
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  await settled(redis);
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    async close() {
      redis.disconnect();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
