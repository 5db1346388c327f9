import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '#lib/contracts/api-keys.ts';
import { checkPermission, getEffectivePermissions, listPermissions } from '#lib/contracts/decisions.ts';
import {
  createRole,
  deleteRole,
  getRole,
  grantRole,
  listRoles,
  listUserRoles,
  previewRole,
  replaceRole,
  revokeRole,
} from '#lib/contracts/roles.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type ApiAnswer, call, callInParallel, decided, statuses } from '#scripts/testing/api.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { allPermissions, type SystemRoleName } from './catalogue.ts';

const bearers = new Map<string, string>();
let root: Person;
let admin: Person;
let moderator: Person;
let names = 0;

async function person(role: SystemRoleName): Promise<Person> {
  const made = await makePerson({ role });
  bearers.set(made.id, (await signIn(made)).accessToken);
  return made;
}

/** A call of somebody who is signed in. */
const as = (who: Person) => ({ bearer: bearers.get(who.id) ?? '' });

beforeAll(async () => {
  [root, admin, moderator] = await Promise.all([person('super_admin'), person('admin'), person('moderator')]);
});

beforeEach(async () => {
  await db().role.deleteMany({ where: { system: false } });
});

function make(changes: Record<string, unknown> = {}, who = root): Promise<ApiAnswer> {
  names += 1;
  const body = { name: `role_${names}`, display_name: 'Support', rank: 50, permissions: ['admin.users.read'], ...changes };
  return call(createRole, { ...as(who), body });
}

function change(role: { id: string }, changes: Record<string, unknown> = {}, who = root, ifMatch?: string): Promise<ApiAnswer> {
  const body = { display_name: 'Support', rank: 50, permissions: ['admin.users.read'], ...changes };
  return call(replaceRole, { ...as(who), params: { role_id: role.id }, body, headers: { 'if-match': ifMatch } });
}

function give(role_id: string, to: { id: string }, who = root, more: Record<string, unknown> = {}): Promise<ApiAnswer> {
  return call(grantRole, { ...as(who), params: { user_id: to.id }, body: { role_id, ...more } });
}

function take(role_id: string, from: { id: string }, who = root): Promise<ApiAnswer> {
  return call(revokeRole, { ...as(who), params: { user_id: from.id, role_id } });
}

const systemRole = (name: SystemRoleName) => db().role.findUniqueOrThrow({ where: { name } });
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds);

/** A refusal with its reason, nothing written but the one event about it. */
async function expectDenied(attempt: () => Promise<ApiAnswer>, reason: string, recorded = reason): Promise<void> {
  const before = await rowCounts();
  const { result, events } = await withEvents(attempt);
  expect([result.status, result.code, result.details.reason ?? 'permission']).toEqual([403, 'FORBIDDEN', reason]);
  expect(events).toMatchObject([{ action: 'permission.denied', reason: recorded, result: 'denied' }]);
  const after = await rowCounts();
  // Events are in their own partitions.
  const withoutEvents = (rows: Record<string, number>) => Object.entries(rows).filter(([table]) => !table.startsWith('audit'));
  expect(withoutEvents(after)).toEqual(withoutEvents(before));
}

describe('a role', () => {
  it('is added with what it gives, sorted and once, and says who added it', async () => {
    const { result, events } = await withEvents(() =>
      make({ name: 'support', permissions: ['admin.users.read', 'admin.audit.*', 'admin.users.read'] }),
    );
    expect([result.status, result.headers.get('etag')]).toEqual([201, '"1"']);
    expect(result.data).toMatchObject({
      name: 'support',
      display_name: 'Support',
      description: '',
      rank: 50,
      system: false,
      organization_id: null,
      permissions: ['admin.audit.*', 'admin.users.read'],
      members: 0,
      may_change: true,
      version: 1,
    });
    expect(events).toMatchObject([
      {
        action: 'role.created',
        actorId: root.id,
        targetType: 'role',
        targetId: result.data.id,
        changedFields: ['name', 'display_name', 'description', 'rank', 'permissions'],
      },
    ]);
    expect((await call(getRole, { ...as(root), params: { role_id: result.data.id } })).data).toEqual(result.data);
    const listed = await call(listRoles, { ...as(moderator), query: '?limit=100' });
    expect(listed.code).toBe('FORBIDDEN');
    const all = await call(listRoles, { ...as(admin), query: '?limit=100' });
    expect(all.data.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['support', 'super_admin', 'admin', 'moderator', 'user', 'guest']),
    );
    expect(all.data.find(({ name }: { name: string }) => name === 'super_admin')).toMatchObject({
      system: true,
      may_change: false,
      permissions: ['*'],
    });
  });

  it('refuses what is no role, and fields that are not its own', async () => {
    const before = await rowCounts();
    for (const body of [
      { name: 'Support' },
      { name: 'x' },
      { rank: 0 },
      { rank: 100 },
      { rank: 50.5 },
      { permissions: ['admin.users.fly'] },
      { permissions: ['admin.users.read', '**'] },
      { permissions: 'admin.users.read' },
      { display_name: ' ' },
      { system: true },
      { id: uuidv7() },
      { members: 5 },
      { organization_id: uuidv7() },
    ]) {
      const answer = await make(body);
      expect([JSON.stringify(body), answer.status, answer.code]).toEqual([JSON.stringify(body), 400, 'VALIDATION_FAILED']);
    }
    expect(await rowCounts()).toEqual(before);
  });

  it('is made of what one holds, below one’s own rank', async () => {
    await expectDenied(() => make({}, moderator), 'permission', 'admin.roles.create');
    await expectDenied(() => make({ rank: 80 }, admin), 'rank');
    await expectDenied(
      () => make({ permissions: ['admin.users.read', 'admin.settings.write'] }, admin),
      'not_held',
      'admin.settings.write',
    );
    await expectDenied(() => make({ permissions: ['*'] }, admin), 'not_held', '*');
    await expectDenied(() => make({ permissions: ['admin.settings.*'] }, admin), 'not_held', 'admin.settings.*');
    expect((await make({ rank: 79, permissions: ['admin.users.*', 'admin.settings.read'] }, admin)).status).toBe(201);
  });

  it('has a name that nobody else has, also in 10 parallel tries', async () => {
    const answers = await callInParallel(10, createRole, () => ({
      ...as(root),
      body: { name: 'support', display_name: 'Support', rank: 50, permissions: [] },
    }));
    expect(statuses(decided(answers))).toMatchObject({ 201: 1 });
    expect(answers.find(({ status }) => status === 409)?.fields).toMatchObject([{ path: 'name', code: 'taken' }]);
    expect(await db().role.count({ where: { name: 'support' } })).toBe(1);
  });

  it('is changed as a whole, and the event tells before from after', async () => {
    const role = (await make({ description: 'Old' })).data;
    const { result, events } = await withEvents(() => change(role, { permissions: ['admin.users.*'] }));
    expect(result.data).toMatchObject({ name: role.name, description: '', permissions: ['admin.users.*'], version: 2 });
    expect(events).toMatchObject([{ action: 'role.permissions_changed', changedFields: ['description', 'permissions'] }]);
    expect((await withEvents(() => change(role, { permissions: ['admin.users.*'], rank: 40 }))).events).toMatchObject([
      { action: 'role.updated', changedFields: ['rank'] },
    ]);
    const before = await rowCounts();
    expect((await change(role, { permissions: ['admin.users.*'], rank: 40 })).data.version).toBe(3);
    expect(await rowCounts()).toEqual(before);
    expect((await change(role, { name: 'other' })).status).toBe(400);
  });

  it('of an equal or a higher rank is not changed, nor raised to one, nor given what is not held', async () => {
    const low = (await make({ permissions: ['admin.settings.write'] })).data;
    const high = (await make({ rank: 80 })).data;
    await expectDenied(() => change(high, {}, admin), 'rank');
    await expectDenied(() => change(low, { rank: 80, permissions: ['admin.settings.write'] }, admin), 'rank');
    await expectDenied(() => change(low, { permissions: ['admin.settings.write', '*'] }, admin), 'not_held', '*');
    await expectDenied(() => call(deleteRole, { ...as(admin), params: { role_id: high.id } }), 'rank');
    // What it gives already may stay, or be taken out of it.
    expect((await change(low, { permissions: ['admin.settings.write', 'admin.users.read'] }, admin)).status).toBe(200);
    expect((await change(low, { permissions: [] }, admin)).status).toBe(200);
  });

  it('of the system is neither changed nor deleted by anybody', async () => {
    for (const name of ['super_admin', 'admin', 'moderator', 'user', 'guest'] as const) {
      const role = await systemRole(name);
      await expectDenied(() => change(role), 'system_role');
      await expectDenied(() => call(deleteRole, { ...as(root), params: { role_id: role.id } }), 'system_role');
    }
  });

  it('is refused when somebody was faster: stale If-Match, and 20 changes of one version at once', async () => {
    const role = (await make()).data;
    const answers = await callInParallel(20, replaceRole, (index) => ({
      ...as(root),
      params: { role_id: role.id },
      body: { display_name: `Number ${index}`, rank: 50, permissions: [] },
      headers: { 'if-match': '"1"' },
    }));
    expect(statuses(decided(answers))).toMatchObject({ 200: 1 });
    expect(decided(answers).every(({ status }) => status === 200 || status === 412)).toBe(true);
    expect((await change(role, {}, root, '"1"')).code).toBe('PRECONDITION_FAILED');
    expect((await call(deleteRole, { ...as(root), params: { role_id: role.id }, headers: { 'if-match': '"1"' } })).code).toBe(
      'PRECONDITION_FAILED',
    );
    expect((await change(role, {}, root, '"2"')).data.version).toBe(3);
  });

  it('that is deleted is lost by all who held it, at once', async () => {
    const role = (await make({ permissions: ['admin.dashboard.read'] })).data;
    const holder = await person('user');
    await give(role.id, holder);
    expect((await call(getMe, as(holder))).data.permissions).toEqual(['admin.dashboard.read']);
    const { result, events } = await withEvents(() => call(deleteRole, { ...as(root), params: { role_id: role.id } }));
    expect(result.data).toEqual({ deleted: true });
    expect(events).toMatchObject([
      { action: 'role.deleted', targetId: role.id, changedFields: expect.arrayContaining(['members', 'permissions']) },
    ]);
    expect((await call(getMe, as(holder))).data).toMatchObject({ roles: ['user'], permissions: [] });
  });

  it('that there is none of answers 404, to whoever may ask', async () => {
    const params = { role_id: uuidv7(), user_id: root.id };
    const body = { display_name: 'Support', rank: 50, permissions: [] };
    for (const contract of [getRole, deleteRole, revokeRole]) expect((await call(contract, { ...as(root), params })).status).toBe(404);
    expect((await call(replaceRole, { ...as(root), params, body })).status).toBe(404);
    expect((await call(previewRole, { ...as(root), body: { role_id: uuidv7(), permissions: [] } })).status).toBe(404);
    expect((await give(uuidv7(), moderator)).status).toBe(404);
    expect((await give((await systemRole('guest')).id, { id: uuidv7() })).status).toBe(404);
    for (const contract of [listUserRoles, getEffectivePermissions])
      expect((await call(contract, { ...as(root), params: { user_id: uuidv7() } })).status).toBe(404);
  });

  it('needs a fresh proof to be changed or given', async () => {
    const role = (await make()).data;
    await db().session.updateMany({ where: { userId: root.id }, data: { stepUpAt: new Date(Date.now() - 60 * 60_000) } });
    try {
      for (const attempt of [() => make(), () => change(role), () => give(role.id, moderator), () => take(role.id, moderator)])
        expect((await attempt()).code).toBe('STEP_UP_REQUIRED');
    } finally {
      await db().session.updateMany({ where: { userId: root.id }, data: { stepUpAt: new Date() } });
    }
  });
});

describe('giving and taking', () => {
  it('counts at the next request, and the events name who, whom and what', async () => {
    const role = (await make({ permissions: ['admin.dashboard.read'] })).data;
    const holder = await person('user');
    const given = await withEvents(() => give(role.id, holder, admin, { reason: 'On call.' }));
    expect([given.result.status, given.result.data]).toMatchObject([
      201,
      { role: { id: role.id, name: role.name, rank: 50 }, granted_by: admin.id, reason: 'On call.', expires_at: null },
    ]);
    expect(given.events).toMatchObject([
      {
        action: 'role.granted',
        actorId: admin.id,
        subjectId: holder.id,
        targetId: role.id,
        changedFields: ['role', 'expires_at', 'reason'].filter((field) => field !== 'expires_at'),
      },
    ]);
    expect((await call(getMe, as(holder))).data).toMatchObject({ roles: [role.name, 'user'], permissions: ['admin.dashboard.read'] });
    expect(
      (await call(listUserRoles, { ...as(admin), params: { user_id: holder.id } })).data.map(
        (one: { role: { name: string } }) => one.role.name,
      ),
    ).toEqual([role.name, 'user']);
    const taken = await withEvents(() => take(role.id, holder, admin));
    expect(taken.result.data).toEqual({ revoked: true });
    expect(taken.events).toMatchObject([{ action: 'role.revoked', actorId: admin.id, subjectId: holder.id, targetId: role.id }]);
    expect((await call(getMe, as(holder))).data).toMatchObject({ roles: ['user'], permissions: [] });
    expect((await take(role.id, holder, admin)).status).toBe(404);
  });

  it('is refused upwards, sideways, to oneself, and beyond what one holds', async () => {
    const settings = (await make({ rank: 10, permissions: ['admin.settings.write'] })).data;
    const low = (await make({ rank: 10, permissions: [] })).data;
    const [target, peer] = [await person('user'), await person('admin')];
    await expectDenied(() => give(low.id, target, moderator), 'permission', 'admin.users.roles');
    await expectDenied(() => give(settings.id, target, admin), 'not_held', 'admin.settings.write');
    for (const name of ['admin', 'super_admin'] as const) {
      const role = await systemRole(name);
      await expectDenied(() => give(role.id, target, admin), 'rank');
    }
    await expectDenied(() => give(low.id, peer, admin), 'rank');
    await expectDenied(() => give(low.id, root, admin), 'rank');
    await expectDenied(() => give(low.id, admin, admin), 'self');
    const adminRole = await systemRole('admin');
    await expectDenied(() => take(adminRole.id, peer, admin), 'rank');
    await expectDenied(() => take(systemRoleId.get('super_admin') ?? '', root, admin), 'rank');
    // A role of one's own can be given up.
    expect((await take(adminRole.id, peer, peer)).status).toBe(200);
    expect((await call(getMe, as(peer))).data.permissions).toEqual([]);
  });

  it('takes no fields but its own, and no end that is over', async () => {
    const role = (await make()).data;
    const before = await rowCounts();
    for (const more of [
      { granted_by: root.id },
      { user_id: root.id },
      { expires_at: 'tomorrow' },
      { expires_at: soon(-1000).toISOString() },
      { rank: 99 },
    ])
      expect((await give(role.id, moderator, root, more)).code).toBe('VALIDATION_FAILED');
    expect(await rowCounts()).toEqual(before);
  });

  it('ends by itself: the permission, the role, the list, the token', async () => {
    const role = (await make({ permissions: ['admin.dashboard.read'] })).data;
    const holder = await makePerson();
    const expires = soon(90_000);
    expect((await give(role.id, holder, root, { expires_at: expires.toISOString() })).data.expires_at).toBe(expires.toISOString());
    const session = await signIn(holder);
    const claims = JSON.parse(Buffer.from(session.accessToken.split('.')[1] ?? '', 'base64url').toString());
    // Others believe the token: it says nothing beyond the end of what is in it.
    expect(claims).toMatchObject({
      roles: [role.name, 'user'],
      permissions: ['admin.dashboard.read'],
      exp: Math.floor(expires.getTime() / 1000),
    });
    expect((await call(getMe, { bearer: session.accessToken })).data.permissions).toEqual(['admin.dashboard.read']);
    await db().userRole.updateMany({ where: { userId: holder.id, roleId: role.id }, data: { expiresAt: new Date() } });
    expect((await call(getMe, { bearer: session.accessToken })).data).toMatchObject({ roles: ['user'], permissions: [] });
    expect((await call(listUserRoles, { ...as(root), params: { user_id: holder.id } })).data).toHaveLength(1);
    expect((await call(getRole, { ...as(root), params: { role_id: role.id } })).data.members).toBe(0);
    const again = await signIn(holder);
    const fresh = JSON.parse(Buffer.from(again.accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect([fresh.permissions, fresh.exp - fresh.iat]).toEqual([[], 900]);
    const asked = await call(checkPermission, { ...as(root), body: { user_id: holder.id, permission: 'admin.dashboard.read' } });
    expect(asked.data).toMatchObject({ allowed: false, because: [{ reason: 'grant_expired', role: { name: role.name } }] });
  });

  it('again gives the role another end', async () => {
    const role = (await make()).data;
    const holder = await makePerson();
    await give(role.id, holder, root, { expires_at: soon(60_000).toISOString() });
    const again = await withEvents(() => give(role.id, holder, root, { reason: 'Stays.' }));
    expect(again.result.data).toMatchObject({ expires_at: null, reason: 'Stays.' });
    expect(again.events).toMatchObject([{ action: 'role.granted', changedFields: ['expires_at', 'reason'] }]);
    expect(await db().userRole.count({ where: { userId: holder.id, roleId: role.id } })).toBe(1);
  });
});

const systemRoleId = new Map<string, string>();
beforeAll(async () => {
  for (const { id, name } of await db().role.findMany({ where: { system: true } })) systemRoleId.set(name, id);
});

describe('the last super admin', () => {
  const superAdmin = () => systemRoleId.get('super_admin') ?? '';
  const holders = () => db().userRole.count({ where: { roleId: superAdmin(), expiresAt: null, user: { status: 'active' } } });

  /** Nobody but these are super admins. */
  async function only(...people: Person[]): Promise<void> {
    await db().userRole.deleteMany({ where: { roleId: superAdmin() } });
    await db().userRole.createMany({ data: people.map(({ id }) => ({ userId: id, roleId: superAdmin() })) });
  }

  it('stays one: the role is not given up, nor does it get an end', async () => {
    await only(root);
    const before = await rowCounts();
    const answer = await take(superAdmin(), root);
    expect([answer.status, answer.code]).toEqual([409, 'LAST_ADMIN']);
    const other = await person('super_admin');
    // Somebody whose account is closed, or whose role ends by itself, does not count.
    await db().user.update({ where: { id: other.id }, data: { status: 'suspended' } });
    expect((await take(superAdmin(), root)).code).toBe('LAST_ADMIN');
    await db().user.update({ where: { id: other.id }, data: { status: 'active' } });
    await db().userRole.updateMany({ where: { userId: other.id, roleId: superAdmin() }, data: { expiresAt: soon(60_000) } });
    expect((await take(superAdmin(), root)).code).toBe('LAST_ADMIN');
    expect((await give(superAdmin(), root, other, { expires_at: soon(60_000).toISOString() })).code).toBe('LAST_ADMIN');
    expect(Object.keys(before)).toEqual(Object.keys(await rowCounts()));
    expect(await holders()).toBe(1);
  });

  it('stays also when two take it from each other, 50 tries at once', async () => {
    const other = await person('super_admin');
    await only(root, other);
    const answers = await callInParallel(50, revokeRole, (index) => {
      const [from, by] = index % 2 === 0 ? [other, root] : [root, other];
      return { ...as(by), params: { user_id: from.id, role_id: superAdmin() } };
    });
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await holders()).toBe(1);
    await only(root);
  });

  it('stays also when both give it up, 50 tries at once', async () => {
    const other = await person('super_admin');
    await only(root, other);
    const answers = await callInParallel(50, revokeRole, (index) => {
      const self = index % 2 === 0 ? other : root;
      return { ...as(self), params: { user_id: self.id, role_id: superAdmin() } };
    });
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.some(({ code }) => code === 'LAST_ADMIN')).toBe(true);
    expect(await holders()).toBe(1);
    await only(root);
  });
});

describe('asking', () => {
  const ask = (who: Person, body: Record<string, unknown>) => call(checkPermission, { ...as(who), body });

  it('about oneself is open to everybody, about others to whoever may see permissions', async () => {
    const someone = await person('user');
    expect((await ask(someone, { permission: 'admin.users.read' })).data).toEqual({ allowed: false, because: [{ reason: 'not_granted' }] });
    expect((await ask(someone, { permission: 'admin.users.read', user_id: someone.id })).status).toBe(200);
    await expectDenied(() => ask(someone, { permission: 'admin.users.read', user_id: root.id }), 'permission', 'admin.permissions.read');
    expect((await ask(admin, { permission: 'admin.users.read', user_id: uuidv7() })).status).toBe(404);
    expect((await ask(admin, { permission: 'admin.users.read', user_id: moderator.id })).data).toMatchObject({
      allowed: true,
      because: [{ reason: 'granted', role: { name: 'moderator' }, permission: 'admin.users.read' }],
    });
  });

  it('about a person or a role answers as the act itself would, and says nothing to those who lack the permission', async () => {
    const someone = await person('user');
    const suspend = { permission: 'admin.users.suspend', user_id: moderator.id };
    expect((await ask(root, { ...suspend, resource: { type: 'user', id: someone.id } })).data.allowed).toBe(true);
    expect((await ask(root, { ...suspend, resource: { type: 'user', id: admin.id } })).data).toEqual({
      allowed: false,
      because: [{ reason: 'rank', rank: 80, own_rank: 60 }],
    });
    expect((await ask(root, { ...suspend, resource: { type: 'user', id: uuidv7() } })).status).toBe(404);
    const unknown = { permission: 'admin.users.suspend', resource: { type: 'user', id: uuidv7() } };
    expect((await ask(someone, unknown)).data).toEqual({ allowed: false, because: [{ reason: 'not_granted' }] });
    const role = (await make({ permissions: ['admin.settings.write'] })).data;
    const assign = { permission: 'admin.users.roles', user_id: admin.id, resource: { type: 'role', id: role.id } };
    expect((await ask(root, assign)).data.because).toEqual([{ reason: 'not_held', permissions: ['admin.settings.write'] }]);
    const edit = { permission: 'admin.roles.write', resource: { type: 'role', id: systemRoleId.get('guest') } };
    expect((await ask(root, edit)).data.because).toEqual([{ reason: 'system_role' }]);
  });

  it('with a key goes as far as its scopes, and about a closed account says so', async () => {
    const { data } = await call(createApiKey, { ...as(admin), body: { name: 'K', scopes: ['profile.read', 'admin.users.read'] } });
    const keyed = (permission: string) => call(checkPermission, { bearer: data.key, body: { permission } });
    expect((await keyed('admin.users.read')).data.allowed).toBe(true);
    expect((await keyed('admin.users.write')).data.because).toEqual([{ reason: 'scope_missing' }]);
    const closed = await makePerson({ role: 'moderator', status: 'suspended' });
    expect((await ask(root, { permission: 'admin.users.read', user_id: closed.id })).data.because).toEqual([{ reason: 'not_active' }]);
  });

  it('changes nothing, whatever the answer', async () => {
    const before = await rowCounts();
    await ask(admin, { permission: 'admin.users.read', user_id: moderator.id });
    await ask(admin, { permission: 'nonsense' });
    expect(await rowCounts()).toEqual(before);
  });
});

it('all permissions are listed, with the wildcards and what the caller could hand out', async () => {
  const { data } = await call(listPermissions, as(admin));
  const found = new Map<string, { wildcard: boolean; held: boolean }>(data.map((one: { name: string }) => [one.name, one]));
  for (const name of allPermissions) expect(found.get(name)).toMatchObject({ wildcard: false, held: name !== 'admin.settings.write' });
  expect(found.get('admin.users.*')).toMatchObject({ wildcard: true, held: true });
  for (const name of ['*', 'admin.*', 'admin.settings.*']) expect(found.get(name)).toMatchObject({ wildcard: true, held: false });
});

it('effective permissions name the roles that each comes from', async () => {
  const extra = (await make({ permissions: ['admin.users.*'] })).data;
  await give(extra.id, moderator);
  const { data } = await call(getEffectivePermissions, { ...as(admin), params: { user_id: moderator.id } });
  await take(extra.id, moderator);
  expect(data).toMatchObject({ user_id: moderator.id, rank: 60 });
  const of = (permission: string) => data.permissions.find((one: { permission: string }) => one.permission === permission)?.because;
  expect(
    of('admin.users.read').map(({ role, permission }: { role: { name: string }; permission: string }) => [role.name, permission]),
  ).toEqual([
    ['moderator', 'admin.users.read'],
    [extra.name, 'admin.users.*'],
  ]);
  expect(of('admin.users.delete')).toHaveLength(1);
  expect(of('admin.settings.read')).toBeUndefined();
});

describe('the preview of a change', () => {
  it('counts who gains and loses what, but not who holds it by another role as well', async () => {
    const role = (await make({ permissions: ['admin.audit.read', 'admin.users.read'] })).data;
    const other = (await make({ permissions: ['admin.audit.*'] })).data;
    const people = await Promise.all(Array.from({ length: 4 }, () => makePerson()));
    for (const one of people) await give(role.id, one);
    const [both, ended] = [people[0] as Person, people[1] as Person];
    await give(other.id, both);
    await give(other.id, ended);
    await db().userRole.updateMany({ where: { userId: ended.id, roleId: other.id }, data: { expiresAt: new Date() } });
    const before = await rowCounts();
    const { data } = await call(previewRole, { ...as(root), body: { role_id: role.id, permissions: ['admin.users.*'] } });
    expect(await rowCounts()).toEqual(before);
    expect(data).toMatchObject({
      members: 4,
      gains: { people: 4 },
      loses: { people: 3, permissions: [{ permission: 'admin.audit.read', people: 3 }] },
    });
    expect(data.gains.permissions).toHaveLength(8);
    expect(data.people).toHaveLength(4);
    const of = (who: Person) => data.people.find(({ user }: { user: { id: string } }) => user.id === who.id);
    expect(of(both)).toMatchObject({ user: { label: both.email }, loses: [] });
    expect(of(ended)).toMatchObject({ loses: ['admin.audit.read'] });
    // What the preview said is what happens.
    await change(role, { permissions: ['admin.users.*'] });
    const held = await call(getEffectivePermissions, { ...as(root), params: { user_id: ended.id } });
    expect(held.data.permissions.map(({ permission }: { permission: string }) => permission)).toEqual(
      allPermissions.filter((name) => name.startsWith('admin.users.')),
    );
  });

  it('of no change, and of a role that nobody holds, is empty', async () => {
    const role = (await make()).data;
    const asked = (permissions: string[]) => call(previewRole, { ...as(root), body: { role_id: role.id, permissions } });
    expect((await asked([])).data).toMatchObject({ members: 0, loses: { people: 0 }, people: [] });
    await give(role.id, moderator);
    expect((await asked(['admin.users.read'])).data).toMatchObject({ members: 1, gains: { people: 0, permissions: [] }, people: [] });
    await take(role.id, moderator);
  });

  it('names nobody to those who may not see people', async () => {
    const reading = (await make({ permissions: ['admin.roles.read'] })).data;
    const reader = await person('user');
    await give(reading.id, reader);
    const { data } = await call(previewRole, { ...as(reader), body: { role_id: reading.id, permissions: [] } });
    expect(data).toMatchObject({ members: 1, people: null });
  });
});
