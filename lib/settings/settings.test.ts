import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { getSettings, restoreSettings, updateSettings } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { forgetSettings, readSettings, readSettingsVersion } from './read-settings.ts';
import { defaultSettings } from './settings.ts';

let bearer = '';
let adminId = '';

beforeEach(async () => {
  await db().setting.deleteMany();
  forgetSettings();
  const admin = await makePerson({ role: 'super_admin' });
  adminId = admin.id;
  bearer = (await signIn(admin)).accessToken;
});

function change(body: unknown, headers: Record<string, string> = {}) {
  return call(updateSettings, { bearer, body, headers });
}

describe('reading', () => {
  it('answers every default before anybody changed anything, as version 0', async () => {
    const answer = await call(getSettings, { bearer });
    expect(answer.data).toEqual({
      version: 0,
      settings: defaultSettings,
      defaults: defaultSettings,
      changed: [],
      updated_at: null,
      updated_by: null,
    });
    expect(answer.headers.get('etag')).toBe('"0"');
    expect(defaultSettings.passwords.min_length).toBe(8);
  });

  it('asks the database once for everybody who reads within a second', async () => {
    const reads = await Promise.all(Array.from({ length: 50 }, () => readSettingsVersion()));
    expect(new Set(reads).size).toBe(1);
  });

  it('sees a change of another instance within a second', async () => {
    await readSettings();
    const other = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await other.connect();
    await other.query(`INSERT INTO setting (version, "values", changes) VALUES (1, '{"passwords":{"min_length":20}}', '{}')`);
    await other.end();
    await wait(1000);
    expect((await readPolicies(defaultPool)).passwords.min_length).toBe(20);
  });

  it('throws while the database cannot be read, and recovers: no policy is lifted meanwhile', async () => {
    await db().$executeRawUnsafe('ALTER TABLE setting RENAME TO setting_away');
    try {
      forgetSettings();
      await expect(readSettings()).rejects.toThrow();
    } finally {
      await db().$executeRawUnsafe('ALTER TABLE setting_away RENAME TO setting');
    }
    expect(await readSettings()).toEqual(defaultSettings);
  });

  it('takes the default for a stored value that this version does not understand', async () => {
    const values = { passwords: { min_length: 'long', history: 3 }, factors: 7, gone: { field: true } };
    await db().setting.create({ data: { version: 1, values, changes: {} } });
    forgetSettings();
    const { settings, changed } = await readSettingsVersion();
    expect(settings).toEqual({ ...defaultSettings, passwords: { ...defaultSettings.passwords, history: 3 } });
    expect(changed).toEqual(['passwords.history']);
  });
});

describe('changing', () => {
  it('keeps what is not named, counts at once, and raises the version', async () => {
    const first = await change({ passwords: { min_length: 12 } });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
    expect((await readPolicies(defaultPool)).passwords.min_length).toBe(12);
    const second = await change({ factors: { required: 'roles', required_roles: ['admin'] }, sign_in: { sign_up: 'closed' } });
    expect(second.data).toMatchObject({
      version: 2,
      changed: ['passwords.min_length', 'factors.required', 'factors.required_roles', 'sign_in.sign_up'],
      updated_by: adminId,
    });
    expect(second.data.settings.passwords).toEqual({ ...defaultSettings.passwords, min_length: 12 });
    expect((await call(getSettings, { bearer })).data).toEqual(second.data);
  });

  it('null sets back to the default', async () => {
    await change({ passwords: { min_length: 12, history: 5 }, factors: { grace_until: '2027-01-01' } });
    const answer = await change({ passwords: { min_length: null }, factors: { grace_until: null } });
    expect(answer.data.changed).toEqual(['passwords.history']);
    expect((await db().setting.findUnique({ where: { version: 2 } }))?.values).toEqual({ passwords: { history: 5 } });
  });

  it('writes nothing when nothing differs', async () => {
    const before = await rowCounts();
    for (const body of [{}, { passwords: {} }, { passwords: { min_length: 8 } }, { factors: { required_roles: null } }])
      expect((await change(body)).data.version).toBe(0);
    expect(await rowCounts()).toEqual(before);
  });

  it('keeps who changed what, when, from what and to what', async () => {
    await change({ passwords: { min_length: 12 } });
    const { result, events: written } = await withEvents(() => change({ passwords: { min_length: 16, policy: 'nist' } }));
    expect(result.status).toBe(200);
    expect(written).toMatchObject([
      { action: 'settings.changed', actorId: adminId, targetId: '2', changedFields: ['passwords.policy', 'passwords.min_length'] },
    ]);
    const history = await db().setting.findMany({ orderBy: { version: 'asc' } });
    expect(history.map(({ version, changedById, changes }) => ({ version, changedById, changes }))).toEqual([
      { version: 1, changedById: adminId, changes: { 'passwords.min_length': { before: 8, after: 12 } } },
      {
        version: 2,
        changedById: adminId,
        changes: { 'passwords.policy': { before: 'custom', after: 'nist' }, 'passwords.min_length': { before: 12, after: 16 } },
      },
    ]);
  });

  it('is refused with 412 and changes nothing when somebody was faster', async () => {
    await change({ passwords: { min_length: 12 } });
    const before = await rowCounts();
    for (const header of ['"0"', 'W/"1"', '"2"', '1', '"0", "7"', '']) {
      const answer = await change({ passwords: { min_length: 20 } }, { 'if-match': header || ' ' });
      expect([header, answer.status, answer.code]).toEqual([header, 412, 'PRECONDITION_FAILED']);
    }
    expect(await rowCounts()).toEqual(before);
    for (const header of ['"1"', '*']) expect((await change({ passwords: { min_length: 20 } }, { 'if-match': header })).status).toBe(200);
    expect((await change({ passwords: { min_length: 21 } }, { 'if-match': '"0", "2"' })).status).toBe(200);
  });

  it('of 10 changes at once to the same version exactly one is made; without If-Match none is lost', async () => {
    const same = await callInParallel(10, updateSettings, (index) => ({
      bearer,
      body: { passwords: { min_length: 10 + index } },
      headers: { 'if-match': '"0"' },
    }));
    expect(statuses(same)).toEqual({ 200: 1, 412: 9 });
    const each = await callInParallel(10, updateSettings, (index) => ({ bearer, body: { factors: { grace_days: 20 + index } } }));
    expect(statuses(each)).toEqual({ 200: 10 });
    expect(each.map(({ data }) => data.version).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it.each([
    [{ passwords: { min_length: 7 } }, 'passwords.min_length'],
    [{ passwords: { min_length: 65 } }, 'passwords.min_length'],
    [{ passwords: { min_length: 8.5 } }, 'passwords.min_length'],
    [{ passwords: { max_length: 63 } }, 'passwords.max_length'],
    [{ passwords: { unknown: 1 } }, 'passwords.unknown'],
    [{ passwords: null }, 'passwords'],
    [{ factors: { required: 'admins' } }, 'factors.required'],
    [{ factors: { required_roles: ['nobody-has-this'] } }, 'factors.required_roles'],
    [{ factors: { grace_until: '2026-02-30' } }, 'factors.grace_until'],
    [{ factors: { phishing_resistant_only: 'true' } }, 'factors.phishing_resistant_only'],
    [{ unknown: {} }, 'unknown'],
  ])('refuses %j and names the field', async (body, path) => {
    const before = await rowCounts();
    const answer = await change(body);
    expect([answer.status, answer.code, answer.fields.map((field) => field.path)]).toEqual([400, 'VALIDATION_FAILED', [path]]);
    expect(await rowCounts()).toEqual(before);
  });

  it('needs the permission to write and a fresh proof; reading needs the permission to read', async () => {
    const admin = await signIn(await makePerson({ role: 'admin' }));
    expect((await call(getSettings, { bearer: admin.accessToken })).status).toBe(200);
    const denied = await call(updateSettings, { bearer: admin.accessToken, body: { passwords: { min_length: 9 } } });
    expect([denied.status, denied.code, denied.details.permission]).toEqual([403, 'FORBIDDEN', 'admin.settings.write']);
    const session = await signIn(await makePerson({ role: 'super_admin' }));
    await makeStale(session.sessionId);
    const stale = await call(updateSettings, { bearer: session.accessToken, body: { passwords: { min_length: 9 } } });
    expect([stale.status, stale.code]).toEqual([403, 'STEP_UP_REQUIRED']);
    expect(await db().setting.count()).toBe(0);
  });
});

describe('bringing an earlier version back', () => {
  const restore = (version: unknown, headers: Record<string, string> = {}) => call(restoreSettings, { bearer, body: { version }, headers });

  it('makes all settings what they were then, as one new version with one event; 0 is before the first change', async () => {
    await change({ passwords: { min_length: 12 }, lockout: { minutes: 30 } });
    const then = (await readSettingsVersion()).settings;
    await change({ passwords: { min_length: 20, history: 3 }, lockout: { minutes: null } });
    const { result, events } = await withEvents(() => restore(1, { 'if-match': '"2"' }));
    expect([result.status, result.data.version, result.data.settings]).toEqual([200, 3, then]);
    expect(events).toMatchObject([{ action: 'settings.changed', actorId: adminId, targetId: '3' }]);
    const row = await db().setting.findUnique({ where: { version: 3 }, select: { changes: true } });
    expect(row?.changes).toEqual({
      'passwords.min_length': { before: 20, after: 12 },
      'passwords.history': { before: 3, after: 0 },
      'lockout.minutes': { before: 15, after: 30 },
    });
    expect((await restore(0)).data).toMatchObject({ version: 4, settings: defaultSettings, changed: [] });
    expect((await restore(0)).data.version).toBe(4);
  });

  it('takes the default for what is not understood any more, and refuses what would not be taken as a change', async () => {
    await putSettings({ passwords: { min_length: 4, history: 2 } });
    await putSettings({ factors: { required: 'roles', required_roles: ['was-deleted'] } });
    await putSettings({});
    expect((await restore(1)).data.settings.passwords).toMatchObject({ min_length: 8, history: 2 });
    const gone = await restore(2);
    expect([gone.status, gone.fields.map(({ path }) => path)]).toEqual([400, ['factors.required_roles']]);
  });

  it('is refused for a version that is not there, a stale reader, and whoever may not write; nothing changes', async () => {
    await change({ passwords: { min_length: 12 } });
    for (const version of [2, -1, 1.5, '1', null]) {
      const answer = await restore(version);
      expect([answer.status, answer.fields.map(({ path }) => path)]).toEqual([400, ['version']]);
    }
    expect((await restore(0, { 'if-match': '"0"' })).status).toBe(412);
    const admin = await signIn(await makePerson({ role: 'admin' }));
    expect((await call(restoreSettings, { bearer: admin.accessToken, body: { version: 0 } })).code).toBe('FORBIDDEN');
    expect([(await readSettingsVersion()).version, await db().setting.count()]).toEqual([1, 1]);
  });
});
