import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Text = { to: string; text: string; id: string };

export type SmsGateway = { env: Record<string, string>; texts: Text[]; stop: () => Promise<void> };

const token = 'the gateway knows this token';

/** A gateway for text messages on loopback that wants its token and keeps what it is sent, each id once. */
export async function startSmsGateway(): Promise<SmsGateway> {
  const texts: Text[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end();
      const text = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Text;
      const known = texts.some(({ id }) => id === text.id);
      if (!known) texts.push(text);
      response.writeHead(known ? 409 : 202).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { env: { SMS_PROVIDER: 'http', SMS_HTTP_URL: url, SMS_HTTP_TOKEN: token }, texts, stop };
}

/** A German mobile number that nobody has. */
export function newPhone(): string {
  return `+49151${randomInt(20_000_000, 79_999_999)}`;
}

/** The newest text to a number, once there are `count` of them. */
export async function waitForText(texts: readonly Text[], to: string, count = 1): Promise<Text> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    const found = texts.filter((text) => text.to === to);
    const text = found.at(-1);
    if (text && found.length >= count) return text;
  }
  throw new Error(`No text message came to ${to}.`);
}

/** The six digits that a text begins with. */
export function codeInText({ text }: Pick<Text, 'text'>): string {
  const code = /^(\d{6})\b/.exec(text)?.[1];
  if (!code) throw new Error(`There is no code in: ${text}`);
  return code;
}
