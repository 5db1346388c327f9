import { beforeAll, describe, expect, it } from 'vitest';
import { checkPermission, getEffectivePermissions } from '#lib/contracts/decisions.ts';
import { contracts } from '#lib/contracts/index.ts';
import { listUsers } from '#lib/contracts/managed-users.ts';
import { addMember, updateMember } from '#lib/contracts/organization-members.ts';
import { createOrganization, suspendOrganization } from '#lib/contracts/organizations.ts';
import { createRole, grantRole, previewRole } from '#lib/contracts/roles.ts';
import { suspendUser } from '#lib/contracts/user-acts.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';
import { call } from '#scripts/testing/api.ts';
import { makeSignedPerson, type Person, type SignedPerson } from '#scripts/testing/people.ts';
import { rowCounts } from '#scripts/testing/rows.ts';

const kinds = ['owner', 'admin', 'member', 'stranger', 'reader', 'operator', 'bound', 'admin of all', 'moderator', 'super admin'] as const;
const people = new Map<(typeof kinds)[number], SignedPerson>();
const of = (kind: (typeof kinds)[number]): SignedPerson => people.get(kind) ?? { id: '', email: '', username: '', bearer: '' };
let organization = '';
let closed = '';

async function giveRole(person: Person, permissions: readonly string[], organization_id?: string): Promise<{ id: string; name: string }> {
  const { bearer } = of('super admin');
  const name = `role_${uuidv7().slice(-6)}`;
  const { data } = await call(createRole, { bearer, body: { name, display_name: 'Role', rank: 10, permissions } });
  const body = { role_id: data.id, ...(organization_id && { organization_id }) };
  expect((await call(grantRole, { bearer, params: { user_id: person.id }, body })).status).toBe(201);
  return { id: data.id, name };
}

async function found(): Promise<string> {
  const { bearer } = of('super admin');
  const { data } = await call(createOrganization, { bearer, body: { name: 'Engines' } });
  for (const role of ['owner', 'admin', 'member'] as const) await join(of(role), role, data.id);
  return data.id;
}

async function join(person: Person, role: MemberRoleName, organization_id: string): Promise<void> {
  const body = { user_id: person.id, role };
  expect((await call(addMember, { bearer: of('super admin').bearer, params: { organization_id }, body })).status).toBe(201);
}

const ask = (who: SignedPerson, body: Record<string, unknown>) => call(checkPermission, { bearer: who.bearer, body });

let boundRole = { id: '', name: '' };

beforeAll(async () => {
  const roles = { 'admin of all': 'admin', moderator: 'moderator', 'super admin': 'super_admin' } as const;
  for (const kind of kinds) people.set(kind, await makeSignedPerson(kind in roles ? { role: roles[kind as keyof typeof roles] } : {}));
  [organization, closed] = [await found(), await found()];
  await giveRole(of('reader'), ['admin.organizations.read']);
  await giveRole(of('operator'), ['admin.organizations.*']);
  await join(of('bound'), 'member', organization);
  boundRole = await giveRole(of('bound'), ['organization.domains.*', 'admin.users.*'], organization);
  const { bearer } = of('super admin');
  await call(suspendOrganization, { bearer, params: { organization_id: closed }, body: { reason: 'Unpaid.' } });
});

const readable = contracts.filter(({ method, access }) => method === 'GET' && 'organization' in access);

describe.each(kinds)('what is said about the %s', (kind) => {
  it('is what lets their requests through, in each organization', async () => {
    expect(readable.length).toBeGreaterThan(4);
    for (const organization_id of [organization, closed])
      for (const contract of readable) {
        const { status } = await call(contract, { bearer: of(kind).bearer, params: { organization_id } });
        const permission = 'organization' in contract.access ? contract.access.organization : '';
        for (const about of [{}, { user_id: of(kind).id }]) {
          const who = 'user_id' in about ? of('super admin') : of(kind);
          const { data } = await ask(who, { ...about, permission, resource: { organization_id } });
          expect([contract.id, data.allowed]).toEqual([contract.id, status === 200]);
        }
      }
  });
});

describe('asking about an organization', () => {
  const resource = () => ({ organization_id: organization });

  it('names the role and the organization, or the one elsewhere', async () => {
    expect((await ask(of('owner'), { permission: 'organization.delete', resource: resource() })).data).toMatchObject({
      allowed: true,
      because: [{ reason: 'granted', role: { name: 'organization_owner' }, permission: 'organization.*', organization_id: organization }],
    });
    const elsewhere = { permission: 'organization.delete', resource: { organization_id: uuidv7() } };
    expect((await ask(of('owner'), elsewhere)).data).toMatchObject({
      allowed: false,
      because: [{ reason: 'other_organization', organization_id: organization }],
    });
    const operator = { permission: 'organization.delete', resource: resource() };
    expect((await ask(of('operator'), operator)).data.because).toMatchObject([{ permission: 'admin.organizations.*' }]);
  });

  it('does not tell who holds nothing there whether there is one', async () => {
    const answers = [organization, uuidv7()].map((organization_id) =>
      ask(of('stranger'), { permission: 'organization.read', resource: { organization_id } }),
    );
    for (const { data } of await Promise.all(answers)) expect(data).toEqual({ allowed: false, because: [{ reason: 'not_granted' }] });
    const nowhere = { permission: 'organization.read', resource: { organization_id: uuidv7() } };
    expect((await ask(of('super admin'), nowhere)).status).toBe(404);
  });

  it('looks at a person as who they are there', async () => {
    const about = (id: string) => ({ permission: 'organization.members.write', resource: { type: 'user', id, ...resource() } });
    expect((await ask(of('admin'), about(of('member').id))).data.allowed).toBe(true);
    for (const [kind, reason] of [
      ['owner', 'rank'],
      ['admin', 'self'],
    ] as const) {
      expect((await ask(of('admin'), about(of(kind).id))).data.because[0].reason).toBe(reason);
      const params = { organization_id: organization, user_id: of(kind).id };
      const tried = await call(updateMember, { bearer: of('admin').bearer, params, body: { role: 'member' } });
      expect([tried.status, tried.details.reason]).toEqual([403, reason]);
    }
    expect((await ask(of('admin'), about(of('stranger').id))).status).toBe(404);
    expect((await ask(of('stranger'), about(of('member').id))).data).toEqual({ allowed: false, because: [{ reason: 'not_granted' }] });
  });

  it('an operator of organizations may do nothing else by that', async () => {
    const { data } = await ask(of('operator'), { permission: 'admin.users.read', resource: resource() });
    expect(data.allowed).toBe(false);
    expect((await ask(of('reader'), { permission: 'organization.write', resource: resource() })).data.allowed).toBe(false);
  });

  it('says of accounts what lets requests through: a role that was given in an organization gives nothing over them', async () => {
    const bound = of('bound');
    const member = { type: 'user', id: of('member').id, ...resource() };
    for (const [permission, about, tried] of [
      ['admin.users.read', resource(), () => call(listUsers, { bearer: bound.bearer, query: `?organization_id=${organization}` })],
      ['admin.users.suspend', member, () => call(suspendUser, { bearer: bound.bearer, params: { user_id: member.id }, body: {} })],
    ] as const) {
      const { data } = await ask(of('super admin'), { user_id: bound.id, permission, resource: about });
      expect(data).toMatchObject({ allowed: false, because: [{ reason: 'installation_only', organization_id: organization }] });
      expect((await tried()).status).toBe(403);
    }
    // Who manages accounts manages those of owners, too: what somebody is in an organization is no rank elsewhere.
    const owner = { type: 'user', id: of('owner').id };
    for (const about of [owner, { ...owner, ...resource() }])
      expect((await ask(of('admin of all'), { permission: 'admin.users.suspend', resource: about })).data.allowed).toBe(true);
  });

  it.each([[{}], [{ type: 'user' }], [{ id: uuidv7() }], [{ organization_id: 'engines' }], [{ organization_id: uuidv7(), more: 1 }]])(
    'refuses %j',
    async (bad) => {
      const before = await rowCounts();
      expect((await ask(of('owner'), { permission: 'organization.read', resource: bad })).status).toBe(400);
      expect(await rowCounts()).toEqual(before);
    },
  );
});

describe('effective permissions', () => {
  const effective = async (person: Person) =>
    (await call(getEffectivePermissions, { bearer: of('super admin').bearer, params: { user_id: person.id } })).data;

  it('say for each organization what counts there alone, and by which role', async () => {
    const { permissions, organizations } = await effective(of('bound'));
    expect(permissions).toEqual([]);
    expect(organizations).toMatchObject([{ id: organization, name: 'Engines', status: 'active', role: 'member' }]);
    expect(
      organizations[0].permissions.map(({ permission, because }: { permission: string; because: { role: { name: string } }[] }) => [
        permission,
        because.map(({ role }) => role.name),
      ]),
    ).toEqual([
      ['organization.read', ['organization_member']],
      ['organization.members.read', ['organization_member']],
      ['organization.domains.read', [boundRole.name]],
      ['organization.domains.write', [boundRole.name]],
    ]);
  });

  it('say nothing of a suspended one, nor of what counts everywhere', async () => {
    const { organizations } = await effective(of('owner'));
    const there = new Map(organizations.map((each: { id: string }) => [each.id, each]));
    expect(there.get(closed)).toMatchObject({ status: 'suspended', permissions: [] });
    expect(there.get(organization)).toMatchObject({
      permissions: expect.arrayContaining([expect.objectContaining({ permission: 'organization.delete' })]),
    });
    const root = await effective(of('super admin'));
    const owned = root.organizations.find(({ id }: { id: string }) => id === organization);
    // The role that counts everywhere gives it all as well, and is not named again.
    expect(
      new Set(owned.permissions.flatMap(({ because }: { because: { role: { name: string } }[] }) => because.map(({ role }) => role.name))),
    ).toEqual(new Set(['organization_owner']));
  });
});

it('the preview of a role names whoever holds it in an organization only for what counts there', async () => {
  const { bearer } = of('super admin');
  const preview = async (permissions: string[]) => (await call(previewRole, { bearer, body: { role_id: boundRole.id, permissions } })).data;
  const { members, gains, loses, people } = await preview(['organization.domains.*', 'organization.write', 'admin.roles.read']);
  expect([members, gains.people, loses.people]).toEqual([1, 1, 0]);
  expect(people).toMatchObject([{ user: { id: of('bound').id }, gains: ['organization.write'], loses: [] }]);
  // Once they hold it everywhere as well, they are one person who feels everything.
  await call(grantRole, { bearer, params: { user_id: of('bound').id }, body: { role_id: boundRole.id } });
  const after = await preview(['organization.domains.*', 'admin.users.*', 'admin.roles.read']);
  expect([after.members, after.gains.people]).toEqual([1, 1]);
  expect(after.people).toMatchObject([{ user: { id: of('bound').id }, gains: ['admin.roles.read'], loses: [] }]);
});
