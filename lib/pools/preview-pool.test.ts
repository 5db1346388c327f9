import { beforeAll, beforeEach, expect, it } from 'vitest';
import { previewPool, updatePool } from '#lib/contracts/pools.ts';
import { previewSettings } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { call } from '#scripts/testing/api.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { makePool } from '#scripts/testing/pools.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { defaultPool } from './pool-name.ts';

let bearer = '';
beforeAll(async () => {
  bearer = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
});
beforeEach(() => putSettings({}));

const preview = (pool: string, body: object) => call(previewPool, { bearer, params: { pool }, body });
type Said = { name: string; count: number | null };

it('says whom a change of a pool would affect: its own people, and changes nothing', async () => {
  const [staff, partners] = [await makePool({ passwords: { history: 2 } }), await makePool()];
  const one = await makePerson({ pool: staff });
  await makePerson({ pool: staff });
  await makePerson({ pool: staff, status: 'suspended' });
  await makePerson({ pool: partners });
  await db().factor.create({ data: { id: uuidv7(), userId: one.id, method: 'email', confirmedAt: new Date() } });
  const overrides = { passwords: { min_length: 12, history: null }, factors: { required: 'everyone' }, lockout: { minutes: 15 } };
  const counts = await rowCounts();
  const { result, events } = await withEvents(() => preview(staff, { display_name: 'Staff', overrides }));
  expect([result.status, result.data]).toEqual([
    200,
    {
      changes: [
        { name: 'passwords.min_length', before: 8, after: 12, effect: 'next_password', count: 2 },
        { name: 'passwords.history', before: 2, after: 0, effect: 'next_password', count: 2 },
        { name: 'factors.required', before: 'nobody', after: 'everyone', effect: 'must_enrol', count: 1 },
      ],
      needs_approval: false,
    },
  ]);
  expect([events, await rowCounts()]).toEqual([[], counts]);
  expect((await preview(partners, { overrides })).data.changes.map(({ count }: Said) => count)).toEqual([1, 1]);
  expect((await preview(partners, {})).data).toEqual({ changes: [], needs_approval: false });
});

it('says whether another administrator would have to approve it', async () => {
  await putSettings({ approvals: { four_eyes_for: ['policy_weakening'] } });
  const pool = await makePool({ lockout: { max_failures: 4 } });
  const waits = async (failures: number | null) =>
    (await preview(pool, { overrides: { lockout: { max_failures: failures } } })).data.needs_approval;
  expect([await waits(3), await waits(null)]).toEqual([false, true]);
});

it('takes what a change takes, of a pool that is there, from those who may see settings', async () => {
  const pool = await makePool();
  const overrides = { passwords: { min_length: 12 } };
  const short = await preview(pool, { overrides: { passwords: { min_length: 3 } } });
  expect([short.status, short.fields[0]?.path]).toEqual([400, 'overrides.passwords.min_length']);
  expect((await preview(pool, { overrides: { sessions: { idle_minutes: 5 } } })).status).toBe(400);
  expect((await preview(defaultPool, { overrides })).fields[0]?.code).toBe('default_pool');
  expect((await preview('nowhere', { overrides })).code).toBe('NOT_FOUND');
  const params = { pool };
  expect((await call(previewPool, { params, body: { overrides } })).code).toBe('UNAUTHENTICATED');
  const [user, admin] = [await signIn(await makePerson()), await signIn(await makePerson({ role: 'admin' }))];
  expect((await call(previewPool, { bearer: user.accessToken, params, body: { overrides } })).code).toBe('FORBIDDEN');
  expect((await call(previewPool, { bearer: admin.accessToken, params, body: { overrides } })).status).toBe(200);
  expect((await call(updatePool, { bearer: admin.accessToken, params, body: { overrides } })).code).toBe('FORBIDDEN');
});

it('the settings count those alone who have the setting from there: another one of the same group does not matter', async () => {
  const count = async (pool: { min_length?: number; history?: number }, body: object) => {
    const name = await makePool({ passwords: pool });
    const ask = async () => (await call(previewSettings, { bearer, body })).data.changes.map((change: Said) => change.count);
    const before = await ask();
    await makePerson({ pool: name });
    const after = await ask();
    return after.map((number: number, index: number) => number - before[index]);
  };
  const body = { passwords: { min_length: 12, history: 3 } };
  expect(await count({}, body)).toEqual([1, 1]);
  expect(await count({ min_length: 20 }, body)).toEqual([0, 1]);
  expect(await count({ min_length: 20, history: 5 }, body)).toEqual([0, 0]);
});
