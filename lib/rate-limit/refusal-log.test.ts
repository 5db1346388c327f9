import { describe, expect, test } from 'vitest';
import { RefusalLog } from './refusal-log.ts';

describe('RefusalLog', () => {
  test('counts each subject under each rule, from the first refusal to the last', () => {
    const log = new RefusalLog();
    for (let count = 0; count < 3; count += 1) log.note('login', 'login', '203.0.113.1');
    log.note('login', 'login', '203.0.113.2');
    log.note('register', 'register', '203.0.113.1');
    expect(log.take().map(({ name, bucket, key, count }) => [name, bucket, key, count])).toEqual([
      ['login', 'login', '203.0.113.1', 3],
      ['login', 'login', '203.0.113.2', 1],
      ['register', 'register', '203.0.113.1', 1],
    ]);
    expect(log.take()).toEqual([]);
  });

  test('a flood from 100,000 addresses takes no more room than a thousand, and none of it is lost', () => {
    const log = new RefusalLog(1000);
    for (let index = 0; index < 100_000; index += 1) log.note('login', 'login', `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    expect(log.size).toBe(1001);
    const taken = log.take();
    expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
    expect(taken.filter(({ key }) => key === null)).toMatchObject([{ name: 'login', bucket: 'login', count: 99_000 }]);
  });

  test('what could not be written is counted on, within the same room', () => {
    const log = new RefusalLog(2);
    log.note('login', 'login', 'a');
    log.note('login', 'login', 'b');
    const taken = log.take();
    log.note('login', 'login', 'a');
    log.note('login', 'login', 'c');
    log.giveBack(taken);
    const counts = Object.fromEntries(log.take().map(({ key, count }) => [key ?? 'others', count]));
    expect(counts).toEqual({ a: 2, c: 1, others: 1 });
  });
});
