import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DeliveryError } from '#lib/outbound/delivery-error.ts';
import { deliverBySes } from './ses.ts';

type Seen = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const mail = { id: 'a1b2', to: 'ada@example.com', subject: 'Grüße', text: 'Your code: 123 456', html: '<p>Your code: 123 456</p>' };
let server: Server;
let endpoint: string;
let answer = { status: 200, type: '' };
const seen: Seen[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(answer.status, answer.type ? { 'x-amzn-errortype': answer.type } : {}).end('{}');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const deliver = () => deliverBySes(mail, { provider: 'ses', region: 'eu-central-1', endpoint, credentials });

it('hands Amazon SES the whole mail in a call whose signature is right for what arrived', async () => {
  answer = { status: 200, type: '' };
  await deliver();
  const call = seen.at(-1);
  expect([call?.method, call?.path]).toEqual(['POST', '/v2/email/outbound-emails']);
  const body = JSON.parse(call?.body ?? '{}');
  expect(body.Destination).toEqual({ ToAddresses: [mail.to] });
  const parsed = await PostalMime.parse(Buffer.from(body.Content.Raw.Data, 'base64'));
  expect([parsed.subject, parsed.text?.trim(), parsed.to?.[0]?.address]).toEqual([mail.subject, mail.text, mail.to]);
  expect(parsed.messageId).toMatch(/^<a1b2@/);
  const signed = new AwsV4Signer({
    method: 'POST',
    url: `${endpoint}${call?.path}`,
    headers: { 'content-type': call?.headers['content-type'] ?? '' },
    body: call?.body ?? '',
    region: 'eu-central-1',
    service: 'ses',
    allHeaders: true,
    datetime: String(call?.headers['x-amz-date']),
    ...credentials,
  });
  expect(call?.headers.authorization).toBe((await signed.sign()).headers.get('authorization'));
});

it.each([
  [400, 'MessageRejected', true],
  [400, 'BadRequestException:http://internal.amazon.com/', true],
  [403, 'SignatureDoesNotMatch', false],
  [429, 'TooManyRequestsException', false],
  [500, '', false],
])('%i %s is refused for good: %s, and the reason holds no address', async (status, type, permanent) => {
  answer = { status, type };
  const error = await deliver().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeliveryError);
  expect(error).toMatchObject({ permanent });
  expect((error as Error).message).not.toContain('@');
});

it('nobody there is no reason to give up', async () => {
  const nobody = { provider: 'ses', region: 'eu-central-1', endpoint: 'http://127.0.0.1:1', credentials } as const;
  await expect(deliverBySes(mail, nobody)).rejects.toMatchObject({ permanent: false });
});
