import { describe, expect, it } from 'vitest';
import { inboundHeaders, isLocalCaller, rawHeaders } from './inbound-headers.ts';

const appUrl = new URL('https://id.example.com');
const facts = { appUrl, client: '203.0.113.7', local: false, requestId: 'the-id', allowedOrigin: null };

it.each([
  'x-gatehouse-local',
  'x-gatehouse-allowed-origin',
  'x-gatehouse-client-ip',
  'x-gatehouse-limit',
  'x-nonce',
  'x-middleware-subrequest',
  'x-middleware-rewrite',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'forwarded',
  'x-real-ip',
  'x-request-id',
  'cf-connecting-ip',
  'true-client-ip',
  'next-resume',
  'x-matched-path',
  'x-now-route-matches',
  'x-original-url',
  'x-http-method-override',
  'content-security-policy',
  'host',
])('%s from outside changes nothing', (name) => {
  expect(inboundHeaders({ [name]: 'forged' }, facts)).toEqual(inboundHeaders({}, facts));
});

it('what browsers need of Next passes', () => {
  const headers = {
    rsc: '1',
    'next-router-state-tree': 'x',
    'next-action': 'y',
    'next-url': '/a',
    cookie: 'a=b',
    authorization: 'Bearer x',
  };
  expect(inboundHeaders(headers, facts)).toMatchObject(headers);
});

it('host, protocol and address are ours', () => {
  expect(inboundHeaders({ host: 'evil.example' }, facts)).toEqual({
    host: 'id.example.com',
    'x-forwarded-host': 'id.example.com',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    'x-forwarded-for': '203.0.113.7',
    'x-request-id': 'the-id',
    'x-gatehouse-client-ip': '203.0.113.7',
  });
});

it('Origin null becomes our origin only when the browser says same-origin', () => {
  expect(inboundHeaders({ origin: 'null', 'sec-fetch-site': 'same-origin' }, facts).origin).toBe('https://id.example.com');
  expect(inboundHeaders({ origin: 'null', 'sec-fetch-site': 'cross-site' }, facts).origin).toBe('null');
  expect(inboundHeaders({ origin: 'null' }, facts).origin).toBe('null');
  expect(inboundHeaders({ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, facts).origin).toBe('https://evil.example');
});

describe('a caller is local', () => {
  const host = { host: 'localhost:3000' };
  it('from a loopback socket under a name of this machine', () => {
    for (const name of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'id.example.com'])
      expect(isLocalCaller({ host: name }, '::ffff:127.0.0.1', appUrl)).toBe(true);
  });
  it('not from another address', () => {
    expect(isLocalCaller(host, '192.168.1.5', appUrl)).toBe(false);
    expect(isLocalCaller(host, undefined, appUrl)).toBe(false);
  });
  it.each(['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'cf-connecting-ip'])(
    'not when %s shows a proxy',
    (name) => {
      expect(isLocalCaller({ ...host, [name]: 'x' }, '127.0.0.1', appUrl)).toBe(false);
    },
  );
  it('not under a foreign name that was made to point here (DNS rebinding)', () => {
    expect(isLocalCaller({ host: 'evil.example:3000' }, '127.0.0.1', appUrl)).toBe(false);
    expect(isLocalCaller({ host: '127.0.0.1.evil.example' }, '127.0.0.1', appUrl)).toBe(false);
  });
});

it('raw headers repeat the cleaned ones', () => {
  expect(rawHeaders({ host: 'a', 'set-cookie': ['b', 'c'], accept: undefined })).toEqual([
    'host',
    'a',
    'set-cookie',
    'b',
    'set-cookie',
    'c',
  ]);
});
