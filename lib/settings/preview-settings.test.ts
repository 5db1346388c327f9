import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '#lib/contracts/api-keys.ts';
import { createRoleRequest } from '#lib/contracts/approvals.ts';
import { previewSettings, updateSettings } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { forgetPools } from '#lib/pools/read-pools.ts';
import { findManagedUser } from '#lib/users/find-managed-user.ts';
import { call } from '#scripts/testing/api.ts';
import { makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { readSettingsVersion } from './read-settings.ts';
import { defaultSettings, type SettingsPatch, settingNames } from './settings.ts';

let root: Person;
let bearer = '';

beforeAll(async () => {
  root = await makePerson({ role: 'super_admin' });
  bearer = (await signIn(root)).accessToken;
});
beforeEach(() => putSettings({}));

async function preview(body: SettingsPatch) {
  const answer = await call(previewSettings, { bearer, body });
  expect([answer.status, answer.code]).toEqual([200, undefined]);
  return answer.data as { changes: { name: string; effect: string; count: number | null }[]; needs_approval: boolean };
}

/** How many one change affects, and how. */
async function affected(body: SettingsPatch, name?: string) {
  const { changes } = await preview(body);
  const change = name === undefined ? changes[0] : changes.find((each) => each.name === name);
  return [change?.effect, change?.count];
}

async function giveFactor(person: Person, method: 'email' | 'passkey', confirmed = true): Promise<void> {
  const data = { id: crypto.randomUUID(), userId: person.id, method, confirmedAt: confirmed ? new Date() : null };
  await db().factor.create({ data, select: { id: true } });
}

describe('before settings are saved', () => {
  it('says what would change and whom it affects, and changes nothing', async () => {
    const [counts, version] = [await rowCounts(), await readSettingsVersion()];
    const { result, events } = await withEvents(() =>
      preview({ passwords: { min_length: 12, history: 0 }, sign_in: { sign_up: 'closed' } }),
    );
    expect(result).toEqual({
      changes: [
        { name: 'passwords.min_length', before: 8, after: 12, effect: 'next_password', count: expect.any(Number) },
        { name: 'sign_in.sign_up', before: 'open', after: 'closed', effect: 'nobody', count: 0 },
      ],
      needs_approval: false,
    });
    expect([events, await rowCounts(), await readSettingsVersion()]).toEqual([[], counts, version]);
    expect(await preview({})).toEqual({ changes: [], needs_approval: false });
  });

  it('says so of every setting there is', async () => {
    const other: SettingsPatch = {
      passwords: { policy: 'nist', min_length: 9, max_length: 100, forbid_personal: false, forbidden_words: ['lantern'], history: 1 },
      factors: { required: 'everyone', required_roles: ['admin'], grace_days: 1, grace_until: '2027-01-01', phishing_resistant_only: true },
      sign_in: { sign_up: 'closed' },
      roles: { requestable: ['admin'] },
      accounts: { deletion_grace_days: 9 },
      lockout: { max_failures: 9, minutes: 9 },
      sessions: { browser_hours: 9, idle_minutes: 9, remember_days: 9, refresh_days: 9, application_days: 9 },
      organizations: { self_service: true, max_per_person: 9 },
      approvals: { four_eyes_for: ['bulk_deletion'] },
      impersonation: { tell_user: false },
      api_keys: { max_per_owner: 9, max_days: 9 },
    };
    const { changes } = await preview(other);
    expect(changes.map(({ name }) => name)).toEqual([...settingNames]);
    expect(Object.keys(other).sort()).toEqual(Object.keys(defaultSettings).sort());
  });

  it('says whether another administrator would have to approve it', async () => {
    await putSettings({ approvals: { four_eyes_for: ['policy_weakening'] } });
    expect((await preview({ lockout: { max_failures: 9 } })).needs_approval).toBe(true);
    expect((await preview({ lockout: { max_failures: 3 } })).needs_approval).toBe(false);
  });

  it('is for those who may see settings, and takes what a change takes', async () => {
    const user = await signIn(await makePerson());
    expect((await call(previewSettings, { bearer: user.accessToken, body: {} })).status).toBe(403);
    const admin = await signIn(await makePerson({ role: 'admin' }));
    expect((await call(previewSettings, { bearer: admin.accessToken, body: {} })).status).toBe(200);
    expect((await call(updateSettings, { bearer: admin.accessToken, body: {} })).status).toBe(403);
    const wrong = await call(previewSettings, { bearer, body: { passwords: { min_length: 7 } } });
    expect(wrong.fields.map(({ path }) => path)).toEqual(['passwords.min_length']);
  });
});

describe('whom it affects', () => {
  it('second factors: exactly those whom the policy itself asks for one that they do not have', async () => {
    const people = {
      plain: await makePerson(),
      code: await makePerson(),
      passkey: await makePerson(),
      begun: await makePerson(),
      admin: await makePerson({ role: 'admin' }),
      former: await makePerson({ role: 'admin' }),
      suspended: await makePerson({ status: 'suspended' }),
    };
    await giveFactor(people.code, 'email');
    await giveFactor(people.passkey, 'passkey');
    await giveFactor(people.passkey, 'email');
    await giveFactor(people.begun, 'email', false);
    await db().userRole.updateMany({ where: { userId: people.former.id }, data: { expiresAt: new Date(Date.now() - 1000) } });
    const everybody = await db().user.findMany({ where: { status: 'active' }, select: { id: true } });
    const policies: SettingsPatch['factors'][] = [
      { required: 'everyone' },
      { required: 'everyone', phishing_resistant_only: true },
      { required: 'roles', required_roles: ['admin'] },
      { required: 'roles', required_roles: ['admin', 'user'], phishing_resistant_only: true },
    ];
    for (const factors of policies) {
      const patch = { factors };
      await putSettings({});
      const said = await affected(patch, 'factors.required');
      await putSettings(patch);
      const asked = await Promise.all(everybody.map(async ({ id }) => (await findManagedUser(id))?.factorRequirement.status));
      expect(said).toEqual(['must_enrol', asked.filter((status) => status === 'grace' || status === 'overdue').length]);
    }
    await putSettings({});
    expect(await affected({ factors: { phishing_resistant_only: true } })).toEqual(['without_passkey', everybody.length - 1]);
    expect(await affected({ factors: { grace_days: 1 } })).toEqual(['nobody', 0]);
    expect(await affected({ passwords: { history: 3 } })).toEqual(['next_password', everybody.length]);
  });

  it('pools: nobody of a pool that has it otherwise, and by the other policies of each pool', async () => {
    const id = crypto.randomUUID();
    await db().userPool.create({ data: { id, name: 'staff', displayName: 'Staff', overrides: { factors: { required: 'nobody' } } } });
    forgetPools();
    const count = async () => (await affected({ factors: { required: 'everyone' } }))[1] as number;
    const without = await count();
    const person = await makePerson();
    await db().user.update({ where: { id: person.id }, data: { pool: 'staff' } });
    expect(await count()).toBe(without);
    for (const [overrides, more] of [
      // They are asked already.
      [{ factors: { required: 'everyone' } }, 0],
      [{}, 1],
      [{ factors: { phishing_resistant_only: true } }, 1],
    ] as const) {
      if ('factors' in overrides && 'phishing_resistant_only' in overrides.factors) await giveFactor(person, 'email');
      await db().userPool.update({ where: { id }, data: { overrides } });
      forgetPools();
      expect(await count()).toBe(without + more);
    }
  });

  it('sessions: those that last longer than new ones would', async () => {
    const person = await makePerson();
    const longer = () => affected({ sessions: { browser_hours: 2 } });
    const idle = () => affected({ sessions: { idle_minutes: 30 } });
    const [[, before], [, idleBefore], [, remembered], [, refreshed]] = await Promise.all([
      longer(),
      idle(),
      affected({ sessions: { remember_days: 5 } }),
      affected({ sessions: { refresh_days: 5 } }),
    ]);
    const { sessionId } = await signInBrowser(person);
    const ended = await signInBrowser(person);
    await db().session.update({ where: { id: ended.sessionId }, data: { revokedAt: new Date() } });
    await signInBrowser(person, { remember: true });
    await signIn(person);
    expect(await longer()).toEqual(['sessions_longer', Number(before) + 1]);
    expect(await idle()).toEqual(['sessions_longer', Number(idleBefore) + 1]);
    expect(await affected({ sessions: { remember_days: 5 } })).toEqual(['sessions_longer', Number(remembered) + 1]);
    expect(await affected({ sessions: { browser_hours: 100 } })).toEqual(['sessions_longer', 0]);
    expect(await affected({ sessions: { refresh_days: 5 } })).toEqual(['at_refresh', Number(refreshed) + 1]);
    expect((await affected({ sessions: { application_days: 30 } }))[1]).toBeGreaterThan(0);
    // Nobody used it for so long that it does not count any more.
    await db().session.update({ where: { id: sessionId }, data: { lastSeenAt: new Date(Date.now() - 7_200_000) } });
    expect(await longer()).toEqual(['sessions_longer', before]);
  });

  it('keys: those who have more, and those that last longer', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const body = { name: 'Backup', scopes: ['profile.read'] };
    for (const more of [{}, { expires_at: new Date(Date.now() + 40 * 86_400_000).toISOString() }])
      expect((await call(createApiKey, { bearer: session.accessToken, body: { ...body, ...more } })).status).toBe(201);
    expect(await affected({ api_keys: { max_per_owner: 1 } })).toEqual(['keys_over', 1]);
    expect(await affected({ api_keys: { max_per_owner: 2 } })).toEqual(['keys_over', 0]);
    expect(await affected({ api_keys: { max_days: 30 } })).toEqual(['keys_longer', 2]);
    expect(await affected({ api_keys: { max_days: 60 } })).toEqual(['keys_longer', 1]);
    await db().apiKey.updateMany({ data: { revokedAt: new Date() } });
    expect(await affected({ api_keys: { max_days: 30 } })).toEqual(['keys_longer', 0]);
  });

  it('organizations, deletions, requests for a role, and who approves', async () => {
    const person = await makePerson();
    for (const slug of ['engines', 'looms']) {
      const id = crypto.randomUUID();
      await db().organization.create({ data: { id, name: slug, slug }, select: { id: true } });
      await db().membership.create({ data: { id: crypto.randomUUID(), organizationId: id, userId: person.id, role: 'owner' } });
    }
    expect(await affected({ organizations: { max_per_person: 1 } })).toEqual(['owners_over', 1]);
    expect(await affected({ organizations: { max_per_person: 2 } })).toEqual(['owners_over', 0]);
    await putSettings({ roles: { requestable: ['admin', 'moderator'] } });
    const role = await db().role.findUniqueOrThrow({ where: { name: 'moderator' } });
    const asked = await call(createRoleRequest, {
      bearer: (await signIn(person)).accessToken,
      body: { role_id: role.id, reason: 'For the night watch.' },
    });
    expect(asked.status).toBe(201);
    expect(await affected({ roles: { requestable: ['admin'] } })).toEqual(['open_requests', 1]);
    expect(await affected({ roles: { requestable: ['moderator'] } })).toEqual(['open_requests', 0]);
    const eraseAt = new Date(Date.now() + 86_400_000);
    await db().user.update({ where: { id: person.id }, data: { status: 'deletion_scheduled', eraseAt } });
    expect(await affected({ accounts: { deletion_grace_days: 5 } })).toEqual(['deletions', 1]);
    expect(await affected({ approvals: { four_eyes_for: ['bulk_deletion'] } })).toEqual(['approvers', 1]);
    expect(await affected({ lockout: { minutes: 5 } })).toEqual(['from_now_on', null]);
  });
});
