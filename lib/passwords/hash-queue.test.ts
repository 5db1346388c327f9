import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { BoundedQueue } from './hash-queue.ts';
import { slowHash, verifySlowHash } from './slow-hash.ts';

it('runs no more jobs at once than allowed, all of them, in the order they came', async () => {
  const queue = new BoundedQueue({ concurrency: 3, maxWaiting: 50 });
  let running = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      queue.run(async () => {
        order.push(index);
        running += 1;
        most = Math.max(most, running);
        await wait(1);
        running -= 1;
      }),
    ),
  );
  expect([most, order]).toEqual([3, Array.from({ length: 40 }, (_, index) => index)]);
  expect(queue.idle).toBe(true);
});

it('refuses at once with 503 and Retry-After what would wait too long, and recovers', async () => {
  const queue = new BoundedQueue({ concurrency: 1, maxWaiting: 2 });
  const jobs = Array.from({ length: 5 }, () => queue.run(() => wait(20)));
  const results = await Promise.allSettled(jobs);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect(results[4]).toMatchObject({ reason: { code: 'UNAVAILABLE', retryAfterSeconds: 1 } });
  await expect(queue.run(async () => 'again')).resolves.toBe('again');
});

it('a job that fails frees its place', async () => {
  const queue = new BoundedQueue({ concurrency: 1, maxWaiting: 5 });
  const failed = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(async () => 'next');
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('next');
  expect(queue.idle).toBe(true);
});

it('a password is Argon2id with the parameters of OWASP and a salt of its own', async () => {
  const [one, two] = [await slowHash('secret'), await slowHash('secret')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await verifySlowHash(one, 'secret')).toBe(true);
  expect(await verifySlowHash(one, 'Secret')).toBe(false);
});

it('without a hash nothing matches, not even the password of the decoy, and the same work is done', async () => {
  const stored = await slowHash('secret');
  expect(await verifySlowHash(null, 'no one has this password')).toBe(false);
  const time = async (hash: string | null) => {
    const startedAt = performance.now();
    for (let round = 0; round < 10; round += 1) await verifySlowHash(hash, 'something else');
    return performance.now() - startedAt;
  };
  const [real, decoy] = [await time(stored), await time(null)];
  expect(decoy).toBeGreaterThan(real / 3);
});
