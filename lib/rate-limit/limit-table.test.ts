import { describe, expect, test } from 'vitest';
import { contracts } from '#lib/contracts/index.ts';
import { defaultLimits } from '#lib/env/limits.ts';
import { parseEnv } from '#lib/env.ts';
import { limitRows, limitTable } from './limit-table.ts';
import { callerRule, limitRule } from './rules.ts';

const buckets = limitRows.flatMap(([name, { buckets = {} }]) =>
  Object.entries(buckets).map(([bucket, places]) => ({ name, bucket, ...places })),
);
const endpointOf = (text: string) => contracts.find(({ method, path }) => `${method} ${path}` === text);

describe('the table of limits', () => {
  // api.md, "Default limits": a promise to outsiders.
  test.each([
    ['login', 5, 60],
    ['register', 3, 60],
    ['recipient', 3, 3600],
    ['reset', 10, 60],
    ['anonymous', 20, 60],
    ['role.guest', 10, 60],
    ['role.user', 100, 60],
    ['role.moderator', 200, 60],
    ['role.admin', 500, 60],
    ['role.super_admin', 1000, 60],
    ['bulk', 10, 60],
  ] as const)('has the default that api.md promises: %s %i in %i s', (name, max, windowSeconds) => {
    expect(limitTable[name].default).toEqual({ max, windowSeconds });
    expect(defaultLimits[name]).toEqual({ max, windowSeconds });
  });

  test('makes the configuration: every row that RATE_LIMITS changes, and no other', () => {
    const names = limitRows.filter(([, { setBy }]) => setBy === 'RATE_LIMITS').map(([name]) => name);
    expect(Object.keys(defaultLimits)).toEqual(names);
    const all = JSON.stringify(Object.fromEntries(names.map((name) => [name, '7/9s'])));
    const parsed = parseEnv({ RATE_LIMITS: all }, { embedded: true });
    expect(parsed.ok && new Set(Object.values(parsed.env.RATE_LIMITS).map((limit) => `${limit?.max}/${limit?.windowSeconds}`))).toEqual(
      new Set(['7/9']),
    );
    expect(parseEnv({ RATE_LIMITS: '{"account.password":"7/9s"}' }, { embedded: true }).ok).toBe(false);
  });

  test('puts buckets only where RATE_LIMITS decides, each with a name that headers can carry', () => {
    for (const { name, bucket } of buckets) {
      expect([name, Object.hasOwn(defaultLimits, name)]).toEqual([name, true]);
      expect(bucket).toMatch(/^[a-z0-9-]{1,40}$/);
      expect(bucket).not.toBe('api');
    }
    expect(new Set(buckets.map(({ name, bucket }) => `${name}:${bucket}`)).size).toBe(buckets.length);
  });

  test('names endpoints that exist; those of bulk come with the console', () => {
    for (const { name, endpoints } of buckets)
      for (const endpoint of endpoints)
        if (name !== 'bulk') expect([endpoint, endpointOf(endpoint)?.id]).toEqual([endpoint, expect.any(String)]);
  });

  test.each(contracts.map((contract) => [`${contract.method} ${contract.path}`, contract] as const))(
    '%s falls under exactly one row, with credentials and without',
    (text, contract) => {
      const path = `/api/v1${contract.path.replaceAll(/\{\w+\}/g, '019a0000-0000-7000-8000-000000000000')}`;
      const own = buckets.filter(({ endpoints }) => endpoints.includes(text)).map(({ name, bucket }) => ({ name, bucket }));
      expect(own.length).toBeLessThanOrEqual(1);
      const [expected] = own;
      const isBulk = expected?.name === 'bulk';
      expect(limitRule(contract.method, path, false)).toEqual(expected && !isBulk ? expected : { name: 'anonymous', bucket: 'api' });
      expect(limitRule(contract.method, path, true)).toEqual(expected && !isBulk ? expected : null);
      expect(callerRule(contract.method, path)).toEqual(isBulk ? expected : null);
    },
  );

  test('limits every public endpoint that takes what can be guessed, a password or a code, per address', () => {
    const secrets = ['password', 'code', 'current_password'];
    for (const contract of contracts) {
      if (!('anyone' in contract.access) || contract.method !== 'POST') continue;
      const shape = contract.body && 'shape' in contract.body ? Object.keys(contract.body.shape as object) : [];
      if (!shape.some((field) => secrets.includes(field))) continue;
      expect([contract.id, limitRule('POST', `/api/v1${contract.path}`, true)?.name]).not.toEqual([contract.id, undefined]);
    }
  });

  test('an endpoint of bulk is counted by caller, whatever its spelling', () => {
    expect(callerRule('POST', '/api/v1/admin/users/bulk')).toEqual({ name: 'bulk', bucket: 'users' });
    expect(callerRule('POST', '/api//v1/admin/users/%62ulk/')).toEqual({ name: 'bulk', bucket: 'users' });
    expect(limitRule('POST', '/api/v1/admin/users/bulk', true)).toBeNull();
  });
});
