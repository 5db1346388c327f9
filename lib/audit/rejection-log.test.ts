import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Rejection, RejectionLog } from './rejection-log.ts';

const refused = (values: Partial<Rejection> = {}): Rejection => ({
  code: 'UNAUTHENTICATED',
  target: { type: 'endpoint', id: 'getMe' },
  address: '192.0.2.1',
  requestId: 'first',
  ...values,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const counts = (log: RejectionLog, isEnd = false) => log.take(isEnd).map(({ count }) => count);

it('the first of a kind is said at once, what follows within the minute together at its end', () => {
  const log = new RejectionLog();
  log.note(refused());
  expect(counts(log)).toEqual([1]);
  for (let index = 0; index < 40; index += 1) log.note(refused({ requestId: `later ${index}` }));
  expect(counts(log)).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(counts(log)).toEqual([40]);
  expect(log.size).toBe(0);
  log.note(refused());
  expect(counts(log)).toEqual([1]);
});

it('code, endpoint, address and caller make a kind of their own each', () => {
  const log = new RejectionLog();
  log.note(refused());
  log.note(refused({ code: 'TOKEN_EXPIRED' }));
  log.note(refused({ target: { type: 'endpoint', id: 'login' } }));
  log.note(refused({ address: '192.0.2.2' }));
  log.note(refused({ principal: { type: 'user', id: 'a', apiKeyId: null } }));
  log.note(refused({ principal: { type: 'user', id: 'a', apiKeyId: 'k' } }));
  expect(counts(log)).toEqual([1, 1, 1, 1, 1, 1]);
});

it('a flood from many addresses fills neither the memory nor the trail, and nothing is lost', () => {
  const log = new RejectionLog(100);
  for (let index = 0; index < 100_000; index += 1) log.note(refused({ address: `address ${index}` }));
  expect(log.size).toBe(101);
  const taken = log.take();
  expect(taken).toHaveLength(101);
  expect(taken.at(-1)).toMatchObject({ address: null, target: { id: 'others' }, count: 99_900 });
});

it('at the end everything is said that waited for its minute', () => {
  const log = new RejectionLog();
  log.note(refused());
  log.take();
  log.note(refused());
  expect(counts(log, true)).toEqual([1]);
});
