import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';

export type UpstashStandIn = { url: string; token: string; close(): Promise<void> };

function encoded(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(encoded);
  return Buffer.isBuffer(reply) ? reply.toString('base64') : (reply ?? null);
}

/**
 * Upstash's REST protocol as its documentation has it, in front of a real Redis, and nothing of our own bridge: what
 * `UPSTASH_REDIS_REST_URL` points at. It knows the script flag that plain Redis does not, so it takes that line off.
 */
export async function startUpstash(redisUrl: string): Promise<UpstashStandIn> {
  const redis = new Redis(redisUrl);
  const token = 'the token of the database';
  const run = async ([name = '', ...args]: string[]) => {
    // EVALSHA names the script with the flag: unknown here, so that the client sends the text.
    if (name.toLowerCase() === 'evalsha') return { error: 'NOSCRIPT No matching script. Please use EVAL.' };
    const [script = '', ...rest] = args;
    const plain = name.toLowerCase() === 'eval' ? [script.replace(/^#!lua[^\n]*/, ''), ...rest] : args;
    try {
      return { result: encoded(await redis.callBuffer(name, ...plain)) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const isPipeline = request.url === '/pipeline';
    const answer = isPipeline ? await Promise.all((body as string[][]).map(run)) : await run(body as string[]);
    const isAuthorized = request.headers.authorization === `Bearer ${token}`;
    const failed = !isPipeline && 'error' in (answer as object);
    response
      .writeHead(isAuthorized ? (failed ? 400 : 200) : 401, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(isAuthorized ? answer : { error: 'Unauthorized' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    async close() {
      redis.disconnect();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
