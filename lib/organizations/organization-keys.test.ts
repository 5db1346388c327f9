import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAuditLogs } from '#lib/contracts/audit.ts';
import { contracts } from '#lib/contracts/index.ts';
import {
  createOrganizationKey,
  listOrganizationKeys,
  revokeOrganizationKey,
  rotateOrganizationKey,
  updateOrganizationKey,
} from '#lib/contracts/organization-keys.ts';
import { addMember, listMembers, removeMember, updateMember } from '#lib/contracts/organization-members.ts';
import {
  activateOrganization,
  createOrganization,
  deleteOrganization,
  getOrganization,
  leaveOrganization,
  suspendOrganization,
} from '#lib/contracts/organizations.ts';
import { createRole, grantRole } from '#lib/contracts/roles.ts';
import { listAllApiKeys, revokeAnyApiKey } from '#lib/contracts/service-accounts.ts';
import { revoke } from '#lib/contracts/tokens.ts';
import { suspendUser } from '#lib/contracts/user-acts.ts';
import { secureMyAccount } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';
import type { organizationScopes } from '#lib/roles/scopes.ts';
import { type ApiAnswer, call, callInParallel, decided, statuses } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { type MadeKey, makeOrganizationKey } from '#scripts/testing/keys.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, makeSignedPerson, type Person, type SignedPerson, signIn } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { events as eventsOf, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

let root: SignedPerson;
let owner: SignedPerson;
let admin: SignedPerson;
let member: SignedPerson;
/** The organization of `owner`, `admin` and `member`; made anew for each test. */
let organization_id = '';
let params: { organization_id: string };

const scopes = ['organization.read', 'organization.members.read'] as const;

async function found(who: SignedPerson): Promise<string> {
  return (await call(createOrganization, { bearer: who.bearer, body: { name: 'Engines' } })).data.id;
}

async function join(person: Person, role: MemberRoleName): Promise<void> {
  const answer = await call(addMember, { bearer: root.bearer, params, body: { user_id: person.id, role } });
  expect(answer.status).toBe(201);
}

const make = (who: SignedPerson, body: Record<string, unknown> = {}) =>
  call(createOrganizationKey, { bearer: who.bearer, params, body: { name: 'Directory', scopes, ...body } });
const read = (key: string) => call(getOrganization, { bearer: key, params });
const list = async () => (await call(listOrganizationKeys, { bearer: owner.bearer, params })).data;
const rotate = (who: SignedPerson, api_key_id: string, body: Record<string, unknown> = {}) =>
  call(rotateOrganizationKey, { bearer: who.bearer, params: { ...params, api_key_id }, body });
const ofAdmin = (of: readonly (typeof organizationScopes)[number][] = scopes): Promise<MadeKey> =>
  makeOrganizationKey(admin.bearer, organization_id, of);

function demote(person: Person, role: MemberRoleName): Promise<ApiAnswer> {
  return call(updateMember, { bearer: owner.bearer, params: { ...params, user_id: person.id }, body: { role } });
}

const keyMails = async (person: Person) =>
  (await queuedMails(person.id)).map(({ template }) => template).filter((template) => template.startsWith('organization_key'));

beforeAll(async () => {
  await putSettings({ organizations: { self_service: true, max_per_person: 100 } });
  root = await makeSignedPerson({ role: 'super_admin' });
});

beforeEach(async () => {
  [owner, admin, member] = await Promise.all([makeSignedPerson(), makeSignedPerson(), makeSignedPerson()]);
  organization_id = await found(owner);
  params = { organization_id };
  await join(admin, 'admin');
  await join(member, 'member');
});

describe('making a key', () => {
  it('shows the key once and keeps its hash; one event of the organization, one mail to each owner', async () => {
    const { result, events } = await withEvents(() => make(admin, { allowed_ips: ['203.0.113.0/24'] }));
    expect(result.status).toBe(201);
    const { key, ...shown } = result.data;
    expect(shown).toMatchObject({ name: 'Directory', scopes, open_scopes: scopes, created_by: { id: admin.id } });
    expect(await list()).toEqual([shown]);
    const rows = await everyRow();
    for (const secret of [key, key.slice(14), 'Directory', '203.0.113.0']) expect(rows).not.toContain(secret);
    expect(events).toMatchObject([
      { action: 'api_key.created', actorId: admin.id, organizationId: organization_id, targetType: 'api_key', targetId: shown.id },
    ]);
    expect(await queuedMails(owner.id)).toMatchObject([
      { template: 'organization_key_created', organization: 'Engines', name: 'Directory', prefix: shown.prefix },
    ]);
    expect([await keyMails(admin), await keyMails(member)]).toEqual([[], []]);
  });

  it('needs the permission there and a fresh proof; nothing is written otherwise', async () => {
    const { id } = await ofAdmin();
    const stale = await makePerson();
    const session = await signIn(stale);
    await join(stale, 'admin');
    await makeStale(session.sessionId);
    const before = await db().apiKey.findMany();
    for (const [contract, body] of [
      [createOrganizationKey, { name: 'x', scopes }],
      [updateOrganizationKey, { name: 'x' }],
      [rotateOrganizationKey, {}],
    ] as const) {
      const asked = { params: { ...params, api_key_id: id }, body };
      expect((await call(contract, { ...asked, bearer: member.bearer })).details.permission).toBe('organization.api_keys.write');
      expect((await call(contract, { ...asked, bearer: session.accessToken })).code).toBe('STEP_UP_REQUIRED');
    }
    expect((await call(listOrganizationKeys, { bearer: member.bearer, params })).status).toBe(403);
    expect(await db().apiKey.findMany()).toEqual(before);
  });

  it('cannot be given what its maker may not do there, nor what only people do', async () => {
    const role = { name: `keys_${uuidv7().slice(-6)}`, display_name: 'Keys', rank: 10, permissions: ['organization.api_keys.write'] };
    const { data } = await call(createRole, { bearer: root.bearer, body: role });
    const bound = { role_id: data.id, organization_id };
    expect((await call(grantRole, { bearer: root.bearer, params: { user_id: member.id }, body: bound })).status).toBe(201);
    const before = await rowCounts();
    const { result, events } = await withEvents(() => make(member, { scopes: ['organization.read', 'organization.members.write'] }));
    expect([result.status, result.details.permission]).toEqual([403, 'organization.members.write']);
    expect(result.fields.map(({ path }) => path)).toEqual(['scopes']);
    expect(events).toMatchObject([{ action: 'permission.denied', reason: 'organization.members.write' }]);
    expect(Object.entries(await rowCounts()).filter(([table, count]) => count !== before[table] && !table.startsWith('audit'))).toEqual([]);
    // Nor do they get at one that can do more.
    const { id } = await ofAdmin(['organization.members.write']);
    expect((await rotate(member, id)).details.permission).toBe('organization.members.write');
    const widened = { params: { ...params, api_key_id: id }, body: { allowed_ips: [] } };
    expect((await call(updateOrganizationKey, { ...widened, bearer: member.bearer })).status).toBe(403);
    for (const scope of ['organization.delete', 'organization.transfer', 'organization.api_keys.write', 'profile.read', 'admin.users.read'])
      expect([scope, (await make(owner, { scopes: [scope] })).status]).toEqual([scope, 400]);
    expect((await make(member)).status).toBe(201);
  });

  it('there are as many as the settings allow, also under 20 parallel tries', async () => {
    await putSettings({ organizations: { self_service: true }, api_keys: { max_per_owner: 3 } });
    const answers = await callInParallel(20, createOrganizationKey, () => ({ bearer: admin.bearer, params, body: { name: 'x', scopes } }));
    expect(statuses(decided(answers))).toEqual({ 201: 3, 409: decided(answers).length - 3 });
    await putSettings({ organizations: { self_service: true, max_per_person: 100 } });
  });

  it('belongs to one owner, and has a maker', async () => {
    const { id } = await ofAdmin();
    for (const data of [{ userId: admin.id }, { organizationId: null }, { createdById: null }])
      await expect(db().apiKey.update({ where: { id }, data })).rejects.toThrow();
  });
});

describe('what a key opens', () => {
  it('is its scopes in its organization, and nothing else of all there is', async () => {
    const { key } = await makeOrganizationKey(owner.bearer, organization_id, ['organization.read', 'organization.domains.read']);
    const elsewhere = await found(owner);
    const id = uuidv7();
    const ids = Object.fromEntries(
      contracts.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, name === 'provider' ? 'google' : id])),
    );
    const open: string[] = [];
    for (const contract of contracts.filter(({ access }) => !('anyone' in access))) {
      const isScoped = contract.path.includes('{organization_id}');
      const here = await call(contract, {
        bearer: key,
        params: { ...ids, organization_id },
        ...(contract.body && { body: { unknown: 1 } }),
      });
      if (here.status < 300) open.push(contract.id);
      else expect([contract.id, here.status]).toEqual([contract.id, 403]);
      if (!isScoped || !('organization' in contract.access) || contract.access.stepUp) continue;
      const there = await call(contract, { bearer: key, params: { ...ids, organization_id: elsewhere } });
      expect([contract.id, there.status]).toEqual([contract.id, 404]);
    }
    expect(open.sort()).toEqual(['getOrganization', 'listDomains']);
  });

  it('writes as the organization, and the trail names the key', async () => {
    const { id, key } = await ofAdmin(['organization.members.write', ...scopes]);
    const answered = await withEvents(() =>
      call(updateMember, { bearer: key, params: { ...params, user_id: member.id }, body: { role: 'member' } }),
    );
    expect(answered).toMatchObject({ result: { status: 200 }, events: [] });
    await db().membership.updateMany({ where: { userId: member.id }, data: { role: 'member' } });
    const other = await makePerson();
    await join(other, 'member');
    const { events } = await withEvents(() => call(removeMember, { bearer: key, params: { ...params, user_id: other.id } }));
    expect(events).toMatchObject([
      { action: 'membership.removed', actorType: 'organization', actorId: organization_id, apiKeyId: id, organizationId: organization_id },
    ]);
    const [event] = (await call(listAuditLogs, { bearer: root.bearer, query: `?actor_id=${organization_id}` })).data;
    expect(event).toMatchObject({ action: 'membership.removed', actor: { type: 'organization', id: organization_id, label: 'Engines' } });
  });

  it('reaches no further up than its maker, and hands out no more than its scopes', async () => {
    const { key } = await ofAdmin(['organization.members.write', ...scopes]);
    const change = (user_id: string, role: MemberRoleName) =>
      call(updateMember, { bearer: key, params: { ...params, user_id }, body: { role } });
    expect((await change(owner.id, 'member')).details.reason).toBe('rank');
    expect((await change(admin.id, 'member')).details.reason).toBe('rank');
    expect((await change(member.id, 'admin')).details.reason).toBe('rank');
    const ofOwner = await makeOrganizationKey(owner.bearer, organization_id, ['organization.members.write', ...scopes]);
    const made = await call(updateMember, { bearer: ofOwner.key, params: { ...params, user_id: member.id }, body: { role: 'admin' } });
    expect([made.status, made.details.reason]).toEqual([403, 'not_held']);
    expect(
      (await db().membership.findMany({ where: { organizationId: organization_id }, orderBy: { id: 'asc' } })).map(({ role }) => role),
    ).toEqual(['owner', 'admin', 'member']);
  });

  it('costs one query to find out', async () => {
    const { key } = await ofAdmin();
    await read(key);
    await db().apiKey.updateMany({ data: { lastUsedAt: new Date() } });
    // One for who calls, the others for what is shown: the organization and how many members it has.
    expect(await countQueries(() => read(key))).toBe(3);
  });
});

describe('what its maker loses, it loses', () => {
  it('all of it when they leave, and it is back when they are', async () => {
    const { id, key } = await ofAdmin();
    expect((await read(key)).status).toBe(200);
    expect((await call(leaveOrganization, { bearer: admin.bearer, params })).status).toBe(200);
    const { result, events } = await withEvents(() => read(key));
    expect([result.status, result.code]).toEqual([401, 'TOKEN_REVOKED']);
    expect(events).toMatchObject([
      { action: 'api_key.denied', reason: 'maker', result: 'denied', targetId: id, organizationId: organization_id },
    ]);
    expect(await list()).toMatchObject([{ id, scopes, open_scopes: [], created_by: { id: admin.id } }]);
    await join(admin, 'member');
    expect((await read(key)).status).toBe(200);
  });

  it('a part of it when they become less', async () => {
    const { key } = await ofAdmin([...scopes, 'organization.invitations.read']);
    expect((await demote(admin, 'member')).status).toBe(200);
    expect((await read(key)).status).toBe(200);
    expect(await list()).toMatchObject([{ open_scopes: scopes }]);
    const invitations = contracts.find(({ id }) => id === 'listInvitations');
    const refused = invitations && (await call(invitations, { bearer: key, params }));
    expect([refused?.status, refused?.details.permission]).toEqual([403, 'organization.invitations.read']);
  });

  it('all of it while they owe a second factor, or while their account is not active', async () => {
    const { key } = await ofAdmin();
    await putSettings({ factors: { required: 'everyone', grace_days: 0 } });
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    await putSettings({ organizations: { self_service: true, max_per_person: 100 } });
    expect((await read(key)).status).toBe(200);
    await db().user.update({ where: { id: admin.id }, data: { status: 'deletion_scheduled' } });
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    await db().user.delete({ where: { id: admin.id } });
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    expect(await list()).toMatchObject([{ open_scopes: [], created_by: { name: null } }]);
  });

  it.each([
    ['secured', () => call(secureMyAccount, { bearer: admin.bearer, body: {} })],
    ['suspended', () => call(suspendUser, { bearer: root.bearer, params: { user_id: admin.id }, body: { reason: 'Lost.' } })],
  ])('for good when their account is %s, and the owners are told', async (_, end) => {
    const [{ key }, ofOwner] = [await ofAdmin(), await makeOrganizationKey(owner.bearer, organization_id)];
    expect((await end()).status).toBe(200);
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    expect(await list()).toMatchObject([{ id: ofOwner.id }]);
    expect(await keyMails(owner)).toEqual(['organization_key_created', 'organization_key_created', 'organization_key_revoked']);
    expect((await read(ofOwner.key)).status).toBe(200);
  });

  it('whoever replaces it answers for it from then on', async () => {
    const { id, key } = await ofAdmin();
    const { result, events } = await withEvents(() => rotate(owner, id, { overlap_seconds: 3600 }));
    expect([result.status, result.data.created_by.id]).toEqual([201, owner.id]);
    expect(events).toMatchObject([{ action: 'api_key.rotated', targetId: id, actorId: owner.id, organizationId: organization_id }]);
    expect((await read(key)).status).toBe(200);
    await call(leaveOrganization, { bearer: admin.bearer, params });
    expect([(await read(key)).status, (await read(result.data.key)).status]).toEqual([401, 200]);
    expect(await keyMails(owner)).toEqual(['organization_key_created', 'organization_key_rotated']);
  });
});

describe('what ends a key', () => {
  it('of 20 who replace it at once one does', async () => {
    const { id } = await ofAdmin();
    const asked = { params: { ...params, api_key_id: id }, body: {} };
    const answers = await callInParallel(20, rotateOrganizationKey, () => ({ bearer: owner.bearer, ...asked }));
    expect(statuses(decided(answers))).toEqual({ 201: 1, 409: decided(answers).length - 1 });
  });

  it('revoking: at once, one event, one mail to each owner; a second time there is nothing', async () => {
    const { id, key } = await ofAdmin();
    const asked = { bearer: owner.bearer, params: { ...params, api_key_id: id } };
    const { result, events } = await withEvents(() => call(revokeOrganizationKey, asked));
    expect([result.status, events]).toMatchObject([200, [{ action: 'api_key.revoked', targetId: id, organizationId: organization_id }]]);
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    expect((await call(revokeOrganizationKey, asked)).status).toBe(404);
    expect(await keyMails(owner)).toEqual(['organization_key_created', 'organization_key_revoked']);
  });

  it('suspending the organization, for operators too, and deleting it', async () => {
    const [{ key }, ofRoot] = [await ofAdmin(), await makeOrganizationKey(root.bearer, organization_id)];
    await call(suspendOrganization, { bearer: root.bearer, params, body: { reason: 'Unpaid.' } });
    for (const each of [key, ofRoot.key]) expect((await read(each)).code).toBe('TOKEN_REVOKED');
    expect((await make(root)).status).toBe(409);
    await call(activateOrganization, { bearer: root.bearer, params, body: { reason: 'Paid.' } });
    expect((await read(key)).status).toBe(200);
    expect((await call(deleteOrganization, { bearer: owner.bearer, params })).status).toBe(200);
    expect((await read(key)).code).toBe('UNAUTHENTICATED');
  });

  it('whoever finds it, by showing it; the owners are told', async () => {
    const { id, key } = await ofAdmin();
    const { events } = await withEvents(() => call(revoke, { body: { token: key } }));
    expect(events).toMatchObject([{ action: 'api_key.revoked', reason: 'token', targetId: id, organizationId: organization_id }]);
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    expect(await keyMails(owner)).toEqual(['organization_key_created', 'organization_key_revoked']);
  });

  it('an administrator, who sees whose it is', async () => {
    const { id, key } = await ofAdmin();
    const asked = { bearer: root.bearer, query: `?owner=organization&owner_id=${organization_id}` };
    expect((await call(listAllApiKeys, asked)).data).toMatchObject([
      { id, name: 'Directory', owner: { type: 'organization', id: organization_id, label: 'Engines' }, may_revoke: true },
    ]);
    expect((await call(listAllApiKeys, { bearer: root.bearer, query: '?owner=user' })).data).toEqual([]);
    expect((await call(revokeAnyApiKey, { bearer: root.bearer, params: { api_key_id: id } })).status).toBe(200);
    expect((await read(key)).code).toBe('TOKEN_REVOKED');
    expect(await eventsOf({ action: 'api_key.revoked' })).toContainEqual(
      expect.objectContaining({ targetId: id, organizationId: organization_id }),
    );
  });

  it('a key of another organization is not found, and stays', async () => {
    const { id } = await ofAdmin();
    const elsewhere = { organization_id: await found(owner), api_key_id: id };
    for (const [contract, body] of [
      [updateOrganizationKey, { name: 'x' }],
      [rotateOrganizationKey, {}],
      [revokeOrganizationKey, undefined],
    ] as const)
      expect((await call(contract, { bearer: owner.bearer, params: elsewhere, ...(body && { body }) })).status).toBe(404);
    expect(await list()).toMatchObject([{ id, name: 'Directory', rotated_at: null }]);
  });
});

it('can be changed afterwards, with a mail; a new name needs none', async () => {
  const { id, key } = await ofAdmin();
  const update = (body: Record<string, unknown>) =>
    call(updateOrganizationKey, { bearer: admin.bearer, params: { ...params, api_key_id: id }, body });
  const { result, events } = await withEvents(() => update({ allowed_ips: ['192.0.2.1'] }));
  expect(result.data).toMatchObject({ allowed_ips: ['192.0.2.1'], name: 'Directory', created_by: { id: admin.id } });
  expect(events).toMatchObject([{ action: 'api_key.updated', targetId: id, organizationId: organization_id }]);
  expect((await read(key)).status).toBe(403);
  expect((await call(getOrganization, { bearer: key, params, ip: '192.0.2.1' })).status).toBe(200);
  await update({ name: 'Mill' });
  await update({ name: 'Mill' });
  expect(await keyMails(owner)).toEqual(['organization_key_created', 'organization_key_updated']);
  expect((await call(listMembers, { bearer: key, params, ip: '192.0.2.1' })).data).toHaveLength(3);
});
