import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeliveryError } from '#lib/outbound/delivery-error.ts';
import type { TextDelivery } from './delivery.ts';

type Seen = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

const text: TextDelivery = {
  id: '01890000-0000-7000-8000-000000000001',
  to: '+4915123456789',
  text: '123456 ist Ihr Code für id.example.com',
};

/** A server on loopback that answers as it is told and keeps what it was sent. */
const seen: Seen[] = [];
let answer: { status: number; body: string; headers?: Record<string, string> } | 'silence' | 'endless';
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
      if (answer === 'silence') return request.socket.destroy();
      if (answer === 'endless') {
        response.writeHead(200);
        const more = () => response.write('x'.repeat(16_384), () => response.destroyed || setImmediate(more));
        return more();
      }
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((done) => server.close(done)));

beforeEach(() => {
  seen.length = 0;
  answer = { status: 200, body: '{}' };
  // Each test has a client that has not been disappointed yet.
  vi.resetModules();
});

async function failureOf(work: Promise<void>): Promise<DeliveryError> {
  const error = await work.then(
    () => new Error('It did not fail.'),
    (failure: unknown) => failure,
  );
  expect(error).toMatchObject({ name: 'DeliveryError' });
  // The message goes into the log and the queue.
  expect(String((error as Error).message)).not.toContain(text.to);
  expect(String((error as Error).message)).not.toContain('123456');
  return error as DeliveryError;
}

function last(): Seen {
  const request = seen.at(-1);
  if (!request) throw new Error('Nothing was sent.');
  return request;
}

describe('the operator’s own gateway', () => {
  const send = async () => (await import('./send-by-http.ts')).sendByHttp(text, { url: `${url}/send?via=1`, token: 'a very secret token' });

  it('gets number, text and id as JSON with the bearer token', async () => {
    await send();
    expect(last()).toMatchObject({ method: 'POST', path: '/send?via=1' });
    expect(last().headers).toMatchObject({ authorization: 'Bearer a very secret token', 'content-type': 'application/json' });
    expect(JSON.parse(last().body)).toEqual({ to: text.to, text: text.text, id: text.id });
  });

  it('names the same id again when a try is repeated, and may answer that it has it', async () => {
    answer = { status: 503, body: '' };
    expect((await failureOf(send())).permanent).toBe(false);
    answer = { status: 409, body: '' };
    await send();
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([text.id, text.id]);
  });

  it.each([
    [400, true],
    [422, true],
    [401, false],
    [403, false],
    [404, false],
    [429, false],
    [500, false],
  ])('a %i is final: %s', async (status, permanent) => {
    answer = { status, body: `no ${text.to}` };
    expect((await failureOf(send())).permanent).toBe(permanent);
  });

  it('is not followed elsewhere', async () => {
    answer = { status: 307, body: '', headers: { location: `${url}/elsewhere` } };
    expect((await failureOf(send())).permanent).toBe(false);
    expect(seen).toHaveLength(1);
  });

  it('a gateway that hangs up is left alone for a moment', async () => {
    answer = 'silence';
    const { sendByHttp } = await import('./send-by-http.ts');
    const gateway = { url, token: 'a very secret token' };
    expect((await failureOf(sendByHttp(text, gateway))).permanent).toBe(false);
    await failureOf(sendByHttp(text, gateway));
    expect(seen).toHaveLength(1);
  });

  it('an answer without end is not read to its end', async () => {
    answer = 'endless';
    expect((await failureOf(send())).permanent).toBe(false);
  });
});

describe('Twilio', () => {
  const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'token of twilio', from: '+15005550006' };
  const send = async (from = account.from) => (await import('./send-by-twilio.ts')).sendByTwilio(text, { ...account, from, apiUrl: url });

  it('gets a form with basic authentication', async () => {
    await send();
    expect(last()).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${account.accountSid}/Messages.json` });
    const [scheme, credentials = ''] = last().headers.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(credentials, 'base64').toString()]).toEqual(['Basic', `${account.accountSid}:${account.authToken}`]);
    expect(last().headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(Object.fromEntries(new URLSearchParams(last().body))).toEqual({ To: text.to, From: '+15005550006', Body: text.text });
  });

  it('sends through a messaging service where one is named', async () => {
    const service = `MG${'a'.repeat(32)}`;
    await send(service);
    const form = Object.fromEntries(new URLSearchParams(last().body));
    expect(form).toEqual({ To: text.to, MessagingServiceSid: service, Body: text.text });
  });

  it('tells its number of the mistake, and tries again only where that can help', async () => {
    answer = { status: 400, body: `{"code": 21211, "message": "The 'To' number ${text.to} is not valid."}` };
    const refusal = await failureOf(send());
    expect([refusal.permanent, refusal.message]).toEqual([true, 'The SMS provider refused the message (400 21211).']);
    for (const status of [401, 429, 503]) {
      answer = { status, body: '' };
      expect((await failureOf(send())).permanent).toBe(false);
    }
  });
});

describe('Amazon SNS', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const send = async () => (await import('./send-by-sns.ts')).sendBySns(text, { region: 'eu-central-1', endpoint: url, credentials });

  /** Recomputes the signature from what arrived, as AWS does (Signature Version 4). */
  function expectedSignature({ method, path, headers, body }: Seen, signedHeaders: string): string {
    const hash = (value: string) => createHash('sha256').update(value).digest('hex');
    const mac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest();
    const canonical = [
      method,
      path,
      '',
      ...signedHeaders.split(';').map((name) => `${name}:${headers[name]}`),
      '',
      signedHeaders,
      hash(body),
    ].join('\n');
    const time = String(headers['x-amz-date']);
    const day = time.slice(0, 8);
    const key = mac(mac(mac(mac(`AWS4${credentials.secretAccessKey}`, day), 'eu-central-1'), 'sns'), 'aws4_request');
    return mac(key, `AWS4-HMAC-SHA256\n${time}\n${day}/eu-central-1/sns/aws4_request\n${hash(canonical)}`).toString('hex');
  }

  it('gets a Publish call whose signature is right for what arrived', async () => {
    await send();
    const match =
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/sns\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
        last().headers.authorization ?? '',
      );
    expect(match?.[1]?.split(';')).toEqual(['content-type', 'host', 'x-amz-date']);
    expect(match?.[2]).toBe(expectedSignature(last(), match?.[1] ?? ''));
    const age =
      Date.now() - Date.parse(String(last().headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
    expect(Math.abs(age)).toBeLessThan(60_000);
    expect(Object.fromEntries(new URLSearchParams(last().body))).toMatchObject({
      Action: 'Publish',
      PhoneNumber: text.to,
      Message: text.text,
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
  });

  it('tries again only where that can help', async () => {
    const error = (code: string) => `<ErrorResponse><Error><Code>${code}</Code><Message>${text.to}</Message></Error></ErrorResponse>`;
    for (const [status, code, permanent] of [
      [400, 'InvalidParameter', true],
      [400, 'Throttling', false],
      [403, 'SignatureDoesNotMatch', false],
      [500, 'InternalFailure', false],
    ] as const) {
      answer = { status, body: error(code) };
      const failure = await failureOf(send());
      expect([failure.permanent, failure.message]).toEqual([permanent, expect.stringContaining(`(${status} ${code})`)]);
    }
  });
});
