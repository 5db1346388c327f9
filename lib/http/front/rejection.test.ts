import { expect, it } from 'vitest';
import { rawRejection, rejection } from './rejection.ts';

it('below /api a refusal has the error body of the API', () => {
  const { headers, body } = rejection(413, { path: '/api/v1/users/me', requestId: 'the-id', accept: null });
  expect(headers).toMatchObject({
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': 'the-id',
  });
  expect(JSON.parse(body)).toEqual({
    success: false,
    error: { code: 'PAYLOAD_TOO_LARGE', message: 'The request body is larger than allowed.' },
    metadata: { timestamp: expect.stringMatching(/^\d{4}-.*Z$/), request_id: 'the-id', version: 'v1' },
  });
});

it('below /api it is problem details for whoever prefers those', () => {
  for (const status of [400, 405, 408, 413, 414, 415, 417, 431, 500, 503] as const) {
    const { headers, body } = rejection(status, { path: '/api/v1/x', requestId: 'the-id', accept: 'application/problem+json, */*' });
    expect(headers['Content-Type']).toBe('application/problem+json');
    const { code, ...problem } = JSON.parse(body);
    expect(problem).toMatchObject({ type: `http://localhost:3000/docs/errors/${code}`, status, instance: 'the-id' });
  }
});

it('elsewhere it is a line of text', () => {
  expect(rejection(400, { path: '/apiary', requestId: 'the-id', accept: null })).toMatchObject({ body: '400 The request is malformed.\n' });
});

it('405 names the allowed methods and 503 when to come back', () => {
  expect(rejection(405, { path: '/', requestId: 'x', accept: null }).headers.Allow).toContain('PATCH');
  expect(rejection(503, { path: '/', requestId: 'x', accept: null }).headers['Retry-After']).toBe('1');
});

it('a raw refusal is a whole HTTP answer that closes the connection', () => {
  const raw = rawRejection(rejection(431, { path: '/', requestId: 'x', accept: null }));
  expect(raw).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  expect(raw).toContain('\r\nConnection: close\r\n');
  expect(raw.split('\r\n\r\n')[1]).toBe('431 The request headers are too large.\n');
});
