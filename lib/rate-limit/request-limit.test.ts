import { beforeAll, expect, test, vi } from 'vitest';
import type { OrganizationActor, ServiceActor } from '#lib/sessions/actor.ts';
import { limitKey, limitOwner, limitPrincipal, stricter } from './request-limit.ts';
import type { Verdict } from './verdict.ts';

vi.hoisted(() => {
  globalThis.process.env.RATE_LIMITS = '{"role.user":"8/60s","service":"4/60s","organization":"6/60s","key":"5/60s","bulk":"2/60s"}';
});

beforeAll(() => vi.useFakeTimers({ now: 1_800_000_010_000, toFake: ['Date'] }));

let unique = 0;
const freshId = () => `019a0000-0000-7000-8000-${String(++unique).padStart(12, '0')}`;

async function allowed(count: number, ask: () => Promise<Verdict>): Promise<number> {
  const verdicts = await Promise.all(Array.from({ length: count }, ask));
  return verdicts.filter((verdict) => verdict.allowed).length;
}

test('a key without a limit of its own has the one of the table, each key its own', async () => {
  const key = freshId();
  expect(await allowed(20, () => limitKey(key))).toBe(5);
  expect(await limitKey(freshId())).toMatchObject({ name: 'key', bucket: 'api', limit: 5, remaining: 4 });
});

test('a key with a limit of its own has that one, and null lifts it', async () => {
  const key = freshId();
  expect(await allowed(200, () => limitKey(key, { max: 17, windowSeconds: 60 }))).toBe(17);
  expect((await limitKey(key, { max: 17, windowSeconds: 60 })).limit).toBe(17);
  expect(await allowed(200, () => limitKey(freshId(), null))).toBe(200);
});

test('a service account is counted by itself, not by a role', async () => {
  const service = freshId();
  const principal: ServiceActor = {
    type: 'service_account',
    serviceAccount: { id: service, name: 'Billing' },
    roles: ['super_admin'],
    permissions: [],
    grants: [],
    scopes: null,
    rank: 0,
    key: null,
  };
  expect(await allowed(20, () => limitPrincipal(principal, { method: 'POST', pathname: '/api/v1/auth/introspect' }))).toBe(4);
});

test('the keys of an organization count together, and each by its own limit', async () => {
  const organization = { id: freshId(), name: 'Engines' };
  const rights = { roles: [], permissions: [], grants: [], scopes: [], rank: 0 };
  const asked = { method: 'GET', pathname: `/api/v1/organizations/${organization.id}` };
  const principal = (limit: OrganizationActor['key']['limit']): OrganizationActor => ({
    type: 'organization',
    organization,
    ...rights,
    key: { id: freshId(), scopes: [], limit },
  });
  const narrow = principal({ max: 2, windowSeconds: 60 });
  expect(await allowed(20, () => limitPrincipal(narrow, asked))).toBe(2);
  const [one, two] = [principal(null), principal(null)];
  expect(await allowed(20, () => limitPrincipal(one, asked))).toBe(4);
  expect(await allowed(20, () => limitPrincipal(two, asked))).toBe(0);
});

test('a bulk operation counts per caller under bulk and leaves the rest of the budget alone', async () => {
  const user = freshId();
  const asked = { method: 'POST', pathname: '/api/v1/admin/users/bulk' };
  expect(await allowed(20, () => limitOwner(user, 'role.user', asked))).toBe(2);
  expect(await limitOwner(user, 'role.user', { method: 'GET', pathname: '/api/v1/users/me' })).toMatchObject({
    name: 'role.user',
    remaining: 7,
  });
  expect(await limitOwner(freshId(), 'role.user', asked)).toMatchObject({ name: 'bulk', bucket: 'users', remaining: 1 });
});

test('of two verdicts the one that refuses counts, or the one that leaves less', () => {
  const verdict = (remaining: number, more: Partial<Verdict> = {}): Verdict => ({
    name: 'key',
    bucket: 'api',
    limit: 10,
    remaining,
    resetSeconds: 1,
    allowed: true,
    source: 'local',
    ...more,
  });
  const refused = verdict(0, { allowed: false });
  expect(stricter(verdict(1), verdict(3)).remaining).toBe(1);
  expect(stricter(verdict(3), verdict(1)).remaining).toBe(1);
  expect(stricter(verdict(0), refused)).toBe(refused);
  expect(stricter(refused, verdict(0))).toBe(refused);
  const off = verdict(0, { source: 'off', limit: 0 });
  expect(stricter(off, verdict(3)).remaining).toBe(3);
  expect(stricter(verdict(3), off).remaining).toBe(3);
});
