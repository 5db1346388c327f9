import { beforeEach, expect, it, vi } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { forgetLimit, getLimits } from '#lib/contracts/limits.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { cleanUp } from '#lib/jobs/clean-up.ts';
import { awayFromWindowEnd, call, nextAddress } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { type ApiSession, goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { events, everyRow, withEvents } from '#scripts/testing/rows.ts';
import { forgetWithOthers } from './forget-limit.ts';
import { readLimits } from './list-limits.ts';
import { LocalWindow } from './local-window.ts';
import { processState } from './process-state.ts';
import { storeRefusals } from './store-refusals.ts';

vi.hoisted(() => {
  globalThis.process.env.RATE_LIMITS = '{"role.user":"6/60s","anonymous":"off","register":"9/1m","reset":"off"}';
});

type Refusal = {
  limit: string;
  bucket: string;
  subject: Record<string, string | null>;
  count: number;
  active: boolean;
  forgotten_at: string | null;
};

async function asAdmin(): Promise<ApiSession> {
  return signIn(await makePerson({ role: 'super_admin' }));
}

async function refused(bearer: string): Promise<Refusal[]> {
  const answer = await call(getLimits, { bearer });
  expect(answer.status).toBe(200);
  return answer.data.refused;
}

async function tryToSignIn(count: number, ip: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let round = 0; round < count; round += 1)
    statuses.push((await call(login, { ip, body: { email: newEmail(), password: goodPassword } })).status);
  return statuses;
}

beforeEach(async () => {
  await awayFromWindowEnd(60);
  processState().refusals.take();
});

it('shows every row of the table with its value, and which were changed', async () => {
  const { accessToken: bearer } = await asAdmin();
  const { data } = await call(getLimits, { bearer });
  const rows = new Map<string, Record<string, unknown>>(data.limits.map((row: { name: string }) => [row.name, row]));
  expect(data.store).toBe('process');
  expect(rows.get('login')).toMatchObject({ scope: 'address', max: 5, window_seconds: 60, changed: false, set_by: 'RATE_LIMITS' });
  expect(rows.get('role.user')).toMatchObject({ max: 6, changed: true, default: { max: 100, window_seconds: 60 } });
  expect(rows.get('register')).toMatchObject({ max: 9, window_seconds: 60, changed: true });
  expect(rows.get('reset')).toMatchObject({ max: null, window_seconds: null, changed: true });
  expect(rows.get('account.password')).toMatchObject({ max: 5, window_seconds: 900, set_by: 'settings.lockout', kept_in: 'database' });
});

it('shows which address and which user was refused, how often, since when; people by name only to those who may see users', async () => {
  const ip = nextAddress();
  await tryToSignIn(8, ip);
  const person = await makePerson();
  const { accessToken } = await signIn(person);
  for (let round = 0; round < 9; round += 1) await call(getMe, { bearer: accessToken });
  const { accessToken: bearer } = await asAdmin();
  const list = await refused(bearer);
  expect(list.find(({ subject }) => subject.address === ip)).toMatchObject({ limit: 'login', bucket: 'login', count: 3, active: true });
  expect(list.find(({ subject }) => subject.id === person.id)).toMatchObject({
    limit: 'role.user',
    bucket: 'api',
    subject: { type: 'caller', label: expect.any(String), address: null },
    count: 3,
  });
  const { refused: nameless } = await readLimits({ mayNamePeople: false });
  expect(nameless.find(({ subject }) => subject.id === person.id)?.subject.label).toBeNull();
});

it('a key is shown as refused for as long as its own limit lasts, whatever the table says', async () => {
  const ids = new Map<string, string>();
  for (const window of ['1s', '2h']) {
    const { id, key } = await makeKey(await makePerson(), { rate_limit: `1/${window}` });
    ids.set(id, window);
    expect((await call(getMe, { bearer: key })).status).toBe(200);
    expect((await call(getMe, { bearer: key })).status).toBe(429);
  }
  const { accessToken: bearer } = await asAdmin();
  await refused(bearer);
  await db().limitRefusal.updateMany({ where: { subjectId: { in: [...ids.keys()] } }, data: { lastAt: new Date(Date.now() - 30_000) } });
  const rows = (await refused(bearer)).filter(({ subject }) => subject.type === 'key' && ids.has(subject.id ?? ''));
  expect(Object.fromEntries(rows.map(({ subject, active }) => [ids.get(subject.id ?? ''), active]))).toEqual({ '1s': false, '2h': true });
});

it('an address is never readable in the database, not even as a plain hash', async () => {
  const ip = '198.19.77.78';
  await tryToSignIn(7, ip);
  await storeRefusals();
  expect(await db().limitRefusal.count()).toBeGreaterThan(0);
  const dump = await everyRow();
  expect(dump).not.toContain(ip);
  expect(dump).not.toContain(Buffer.from(ip).toString('hex'));
});

it('refusals cost no write of their own: a thousand are one statement', async () => {
  for (let index = 0; index < 1000; index += 1) processState().refusals.note('login', 'login', `203.0.113.${index % 50}`);
  const before = await db().limitRefusal.count();
  await storeRefusals();
  expect(await db().limitRefusal.count()).toBe(before + 50);
  for (let index = 0; index < 1000; index += 1) processState().refusals.note('login', 'login', `203.0.113.${index % 50}`);
  await storeRefusals();
  expect(await db().limitRefusal.count()).toBe(before + 50);
  const { _sum } = await db().limitRefusal.aggregate({ _sum: { count: true } });
  expect(_sum.count).toBeGreaterThanOrEqual(2000);
});

it('what could not be written is written later', async () => {
  processState().refusals.note('register', 'otp', '203.0.113.200');
  await db().$executeRawUnsafe('ALTER TABLE limit_refusal RENAME TO limit_refusal_away');
  await expect(storeRefusals()).rejects.toThrow();
  await db().$executeRawUnsafe('ALTER TABLE limit_refusal_away RENAME TO limit_refusal');
  await storeRefusals();
  expect(await db().limitRefusal.findMany({ where: { bucket: 'otp' } })).toMatchObject([{ rule: 'register', count: 1 }]);
});

it('two instances that write the same rows at once both count', async () => {
  const { refusals } = processState();
  const notes = () => {
    for (let index = 0; index < 200; index += 1) refusals.note('reset', 'setup', `203.0.113.${index}`);
  };
  for (let round = 0; round < 5; round += 1) {
    notes();
    const first = storeRefusals();
    notes();
    await Promise.all([first, storeRefusals()]);
  }
  const { _sum, _count } = await db().limitRefusal.aggregate({ where: { bucket: 'setup' }, _sum: { count: true }, _count: true });
  expect([_sum.count, _count]).toEqual([2000, 200]);
});

it('a super admin lets an address begin anew, once, and the trail says who did it', async () => {
  const ip = nextAddress();
  expect((await tryToSignIn(7, ip)).filter((status) => status === 429)).toHaveLength(2);
  const { accessToken: bearer, userId } = await asAdmin().then(async (session) => ({
    ...session,
    userId: (await call(getMe, { bearer: session.accessToken })).data.id as string,
  }));
  const entry = (await refused(bearer)).find(({ subject }) => subject.address === ip);
  const body = { limit: entry?.limit, bucket: entry?.bucket, subject: entry?.subject.ref };
  const { result, events: written } = await withEvents(() => call(forgetLimit, { bearer, body }));
  expect([result.status, result.data]).toEqual([200, { forgotten: true }]);
  expect(written).toMatchObject([
    { action: 'limit.forgotten', actorId: userId, targetType: 'limit', targetId: 'login:login', changedFields: ['counter'] },
  ]);
  expect((await refused(bearer)).find(({ subject }) => subject.address === ip)).toMatchObject({
    active: false,
    forgotten_at: expect.any(String),
  });
  expect((await tryToSignIn(7, ip)).filter((status) => status === 429)).toHaveLength(2);
  expect((await refused(bearer)).find(({ subject }) => subject.address === ip)).toMatchObject({ active: true, count: 4 });
});

it('another instance forgets too, once, and only what was to be forgotten', async () => {
  const state = processState();
  const [ip, other] = [nextAddress(), nextAddress()];
  await tryToSignIn(7, ip);
  await tryToSignIn(7, other);
  const { accessToken: bearer } = await asAdmin();
  const entry = (await refused(bearer)).find(({ subject }) => subject.address === ip);
  // The other instance: its own window, and nothing heard yet.
  const away = state.window;
  const window = new LocalWindow(1000);
  for (const address of [ip, other]) for (let round = 0; round < 5; round += 1) window.consume(`login:login:${address}`, 5, 60);
  await call(forgetLimit, { bearer, body: { limit: 'login', bucket: 'login', subject: entry?.subject.ref } });
  state.window = window;
  state.forgotten.clear();
  await forgetWithOthers();
  expect(window.consume(`login:login:${ip}`, 5, 60).remaining).toBe(4);
  expect(window.consume(`login:login:${other}`, 5, 60).allowed).toBe(false);
  await forgetWithOthers();
  expect(window.consume(`login:login:${ip}`, 5, 60).remaining).toBe(3);
  state.window = away;
});

it('nobody is forgotten who was not refused, and what was counted together stays', async () => {
  const { accessToken: bearer } = await asAdmin();
  const before = (await events({ action: 'limit.forgotten' })).length;
  for (const subject of ['a'.repeat(22)])
    expect((await call(forgetLimit, { bearer, body: { limit: 'login', bucket: 'login', subject } })).code).toBe('NOT_FOUND');
  for (let index = 0; index < 1500; index += 1) processState().refusals.note('login', 'step-up', `10.9.${index >> 8}.${index & 255}`);
  const others = (await refused(bearer)).find(({ bucket, subject }) => bucket === 'step-up' && subject.type === 'others');
  expect(others?.count).toBeGreaterThan(0);
  expect((await call(forgetLimit, { bearer, body: { limit: 'login', bucket: 'step-up', subject: others?.subject.ref } })).code).toBe(
    'NOT_FOUND',
  );
  expect((await events({ action: 'limit.forgotten' })).length).toBe(before);
});

it('refusals are gone after three days', async () => {
  processState().refusals.note('login', 'change-password', '203.0.113.9');
  await storeRefusals();
  const query = async (text: string, values: unknown[] = []) => ({ rowCount: Number(await db().$executeRawUnsafe(text, ...values)) });
  await cleanUp(query);
  expect(await db().limitRefusal.count({ where: { bucket: 'change-password' } })).toBe(1);
  await db().limitRefusal.updateMany({ where: { bucket: 'change-password' }, data: { lastAt: new Date(Date.now() - 73 * 3_600_000) } });
  await cleanUp(query);
  expect(await db().limitRefusal.count({ where: { bucket: 'change-password' } })).toBe(0);
});

// The last one: afterwards this process writes no rows for new addresses in this hour.
it('a flood from 100,000 addresses leaves at most a thousand rows at a time and five thousand an hour', async () => {
  await db().limitRefusal.deleteMany();
  for (let round = 0; round < 8; round += 1) {
    for (let index = 0; index < 20_000; index += 1)
      processState().refusals.note('login', 'login', `10.${round}.${index >> 8}.${index & 255}`);
    await storeRefusals();
  }
  expect(await db().limitRefusal.count()).toBeLessThanOrEqual(5001);
  const { _sum } = await db().limitRefusal.aggregate({ _sum: { count: true } });
  expect(_sum.count).toBe(160_000);
  await db().limitRefusal.deleteMany();
});
