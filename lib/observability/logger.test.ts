import { Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';

function capture() {
  vi.stubEnv('LOG_LEVEL', 'info');
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: createLogger(stream), lines };
}

const secret = 'hunter2-SECRET';
const names = [
  'password',
  'current_password',
  'new_password',
  'token',
  'code',
  'challenge_token',
  'access_token',
  'refresh_token',
  'client_secret',
  'api_key',
  'secret',
  'key',
  'email',
  'phone',
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
];

it.each(names)('%s never reaches a log line, at the top or two levels down', (name) => {
  const { log, lines } = capture();
  log.info({ [name]: secret, body: { [name]: secret }, request: { headers: { [name]: secret } } }, 'request');
  log.child({ [name]: secret }).warn({ headers: { [name]: secret } }, 'child');
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toContain(secret);
  expect(lines[0]?.match(/\[redacted\]/g)).toHaveLength(3);
});

it('writes one JSON object per line, with level and ISO time', () => {
  const { log, lines } = capture();
  log.info({ request_id: 'abc' }, 'hello');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    request_id: 'abc',
    msg: 'hello',
  });
});
