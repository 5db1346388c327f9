import { afterEach, expect, it, vi } from 'vitest';
import { logPageError } from './log-page-error.ts';
import { logger } from './logger.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('ties the reference on the error page to the request, and keeps no query', () => {
  const error = vi.spyOn(logger(), 'error').mockImplementation(() => undefined);
  const cause = Object.assign(new Error('broken'), { digest: '4242' });
  logPageError(cause, { path: '/reset-password?token=secret', method: 'GET', headers: { 'x-request-id': 'the-id', cookie: 'secret' } });
  expect(error).toHaveBeenCalledExactlyOnceWith(
    { request_id: 'the-id', digest: '4242', method: 'GET', path: '/reset-password', err: cause },
    'a page failed',
  );
  expect(JSON.stringify(error.mock.calls)).not.toContain('secret');
});

it('takes whatever was thrown', () => {
  const error = vi.spyOn(logger(), 'error').mockImplementation(() => undefined);
  for (const thrown of [null, undefined, 'text', 7, {}]) logPageError(thrown, { path: '/', method: 'POST', headers: {} });
  expect(error).toHaveBeenCalledTimes(5);
});

it('does not call a foreign form an error of ours', () => {
  const error = vi.spyOn(logger(), 'error').mockImplementation(() => undefined);
  const warn = vi.spyOn(logger(), 'warn').mockImplementation(() => undefined);
  logPageError(new Error('Invalid Server Actions request.'), { path: '/login', method: 'POST', headers: {} });
  expect([error.mock.calls.length, warn.mock.calls.length]).toEqual([0, 1]);
});
