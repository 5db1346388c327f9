import { afterAll, expect, test, vi } from 'vitest';
import { forgetLimit, getLimits } from '#lib/contracts/limits.ts';
import { getMe } from '#lib/contracts/users.ts';
import { awayFromWindowEnd, call } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { redisInstalled } from './testing-redis.ts';

// Before anything reads the environment: this process counts in a Redis of its own.
const shared = await vi.hoisted(async () => {
  const { redisInstalled: isInstalled, TestRedis } = await import('./testing-redis.ts');
  if (!isInstalled) return null;
  const { startUpstash } = await import('./testing-upstash.ts');
  const redis = await TestRedis.start();
  const upstash = await startUpstash(redis.url);
  globalThis.process.env.UPSTASH_REDIS_REST_URL = upstash.url;
  globalThis.process.env.UPSTASH_REDIS_REST_TOKEN = upstash.token;
  return { redis, upstash };
});
afterAll(async () => {
  await shared?.upstash.close();
  await shared?.redis.kill();
});

test.skipIf(!redisInstalled)('a key that is let begin anew is counted from nothing in Redis, also in a window of its own', async () => {
  const admin = await signIn(await makePerson({ role: 'super_admin' }));
  const { id, key } = await makeKey(await makePerson(), { rate_limit: '3/90m' });
  await awayFromWindowEnd(5400);
  const use = async () => (await call(getMe, { bearer: key })).status;
  expect([await use(), await use(), await use(), await use()]).toEqual([200, 200, 200, 429]);
  const bearer = admin.accessToken;
  const { store, refused } = (await call(getLimits, { bearer })).data;
  expect(store).toBe('upstash');
  const entry = refused.find(({ subject }: { subject: { id: string | null } }) => subject.id === id);
  const body = { limit: entry.limit, bucket: entry.bucket, subject: entry.subject.ref };
  expect((await call(forgetLimit, { bearer, body })).data).toEqual({ forgotten: true });
  expect([await use(), await use(), await use(), await use()]).toEqual([200, 200, 200, 429]);
});
