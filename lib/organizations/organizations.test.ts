import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eraseAccount } from '#lib/accounts/erase-account.ts';
import { getUser, listUsers } from '#lib/contracts/managed-users.ts';
import {
  acceptInvitation,
  acceptOwnInvitation,
  createInvitation,
  declineOwnInvitation,
  listInvitations,
  listOwnInvitations,
  resendInvitation,
  revokeInvitation,
} from '#lib/contracts/organization-invitations.ts';
import { addMember, listMembers, removeMember, updateMember } from '#lib/contracts/organization-members.ts';
import {
  activateOrganization,
  createOrganization,
  deleteOrganization,
  getOrganization,
  joinOrganization,
  leaveOrganization,
  listAllOrganizations,
  listOrganizations,
  suspendOrganization,
  transferOrganization,
  updateOrganization,
} from '#lib/contracts/organizations.ts';
import { grantRole, listUserRoles, revokeRole } from '#lib/contracts/roles.ts';
import { deleteUser, suspendUser } from '#lib/contracts/user-acts.ts';
import { getMe } from '#lib/contracts/users.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type MemberRoleName, memberRoleNames } from '#lib/roles/member-roles.ts';
import { type ApiAnswer, call, callInParallel, decided, statuses } from '#scripts/testing/api.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { makePerson, makeSignedPerson, newEmail, type Person, type SignedPerson } from '#scripts/testing/people.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

let root: SignedPerson;
let owner: SignedPerson;
let admin: SignedPerson;
let member: SignedPerson;
let stranger: SignedPerson;
/** The organization of `owner`, `admin` and `member`; made anew for each test. */
let organization_id = '';

const as = ({ bearer }: SignedPerson) => ({ bearer });

function found(who: SignedPerson, body: Record<string, unknown> = {}): Promise<ApiAnswer> {
  return call(createOrganization, { ...as(who), body: { name: 'Engines', ...body } });
}

function join(person: Person, role: MemberRoleName, id = organization_id): Promise<ApiAnswer> {
  return call(addMember, { ...as(root), params: { organization_id: id }, body: { user_id: person.id, role } });
}

const roleOf = async (person: Person, id = organization_id) =>
  (await db().membership.findUnique({ where: { userId_organizationId: { userId: person.id, organizationId: id } } }))?.role ?? null;

function change(who: SignedPerson, person: Person, role: MemberRoleName): Promise<ApiAnswer> {
  return call(updateMember, { ...as(who), params: { organization_id, user_id: person.id }, body: { role } });
}

function remove(who: SignedPerson, person: Person): Promise<ApiAnswer> {
  return call(removeMember, { ...as(who), params: { organization_id, user_id: person.id } });
}

function invite(who: SignedPerson, email: string, role?: MemberRoleName): Promise<ApiAnswer> {
  return call(createInvitation, { ...as(who), params: { organization_id }, body: { email, ...(role && { role }) } });
}

/** The secret in the newest invitation that the organization mailed. */
async function mailedToken(): Promise<string> {
  const mail = (await queuedMails(organization_id)).findLast(({ template }) => template === 'organization_invitation');
  if (!mail || !('link' in mail)) throw new Error('No invitation was mailed.');
  return tokenIn(mail.link);
}

beforeAll(async () => {
  root = await makeSignedPerson({ role: 'super_admin' });
  [owner, admin, member, stranger] = await Promise.all([makeSignedPerson(), makeSignedPerson(), makeSignedPerson(), makeSignedPerson()]);
});

beforeEach(async () => {
  await putSettings({ organizations: { self_service: true, max_per_person: 100 } });
  await db().organization.deleteMany();
  organization_id = (await found(owner)).data.id;
  await join(admin, 'admin');
  await join(member, 'member');
});

describe('founding', () => {
  it('makes the founder its owner, with a key of its own and one event', async () => {
    const { result, events } = await withEvents(() => found(stranger, { name: ' Difference Engines ', slug: 'Difference' }));
    expect([result.status, result.headers.get('etag')]).toEqual([201, '"1"']);
    expect(result.data).toMatchObject({
      name: 'Difference Engines',
      slug: 'difference',
      status: 'active',
      members: 1,
      role: 'owner',
      version: 1,
    });
    expect(events).toMatchObject([
      { action: 'organization.created', actorId: stranger.id, organizationId: result.data.id, targetId: result.data.id },
    ]);
    expect(await findDataKey(db(), result.data.id)).not.toBeNull();
    expect((await call(listOrganizations, as(stranger))).data).toMatchObject([{ id: result.data.id, role: 'owner', slug: 'difference' }]);
    expect((await call(getOrganization, { ...as(stranger), params: { organization_id: result.data.id } })).data).toEqual(result.data);
  });

  it('is for operators unless the settings let everybody, who then own so many at most', async () => {
    await putSettings({ organizations: { self_service: true, max_per_person: 1 } });
    expect((await found(owner)).status).toBe(409);
    const fresh = await makeSignedPerson();
    const answers = await callInParallel(5, createOrganization, () => ({ ...as(fresh), body: { name: 'Many' } }));
    expect(statuses(decided(answers))).toMatchObject({ 201: 1 });
    await putSettings({});
    const { result, events } = await withEvents(() => found(fresh));
    expect([result.status, result.details.permission]).toEqual([403, 'admin.organizations.write']);
    expect(events).toMatchObject([{ action: 'permission.denied' }]);
    const given = await found(root, { owner_id: fresh.id });
    expect([given.status, given.data.role]).toEqual([201, null]);
    expect(await roleOf(fresh, given.data.id)).toBe('owner');
    await lastMail(fresh.id, 'organization_joined');
    expect((await found(root, { owner_id: uuidv7() })).fields).toMatchObject([{ path: 'owner_id' }]);
  });

  it('gives a short name once, also in 10 parallel tries, and refuses what is none', async () => {
    const answers = await callInParallel(10, createOrganization, () => ({ ...as(owner), body: { name: 'One', slug: 'one' } }));
    expect(statuses(decided(answers))).toMatchObject({ 201: 1 });
    expect(answers.find(({ status }) => status === 409)?.fields).toMatchObject([{ path: 'slug', code: 'taken' }]);
    for (const slug of ['-a', 'a-', 'a', 'a b', 'ä', 'a'.repeat(41), '../x'])
      expect([slug, (await found(owner, { slug })).status]).toEqual([slug, 400]);
  });
});

describe('changing', () => {
  const update = (who: SignedPerson, body: unknown, ifMatch?: string) =>
    call(updateOrganization, { ...as(who), params: { organization_id }, body, headers: { 'if-match': ifMatch } });

  it('keeps what is not named, tells before from after, and heeds If-Match', async () => {
    const { result, events } = await withEvents(() => update(admin, { settings: { invitation_days: 3 } }, '"1"'));
    expect(result.data).toMatchObject({ name: 'Engines', version: 2, settings: { invitation_days: 3, default_role: 'member' } });
    expect(events).toMatchObject([{ action: 'organization.updated', changedFields: ['invitation_days'], organizationId: organization_id }]);
    const before = await rowCounts();
    expect((await update(admin, { name: 'Other' }, '"1"')).status).toBe(412);
    expect((await update(admin, { settings: { invitation_days: 3 } })).data.version).toBe(2);
    const quiet = ([table]: [string, number]) => !/^audit/.test(table);
    expect(Object.entries(await rowCounts()).filter(quiet)).toEqual(Object.entries(before).filter(quiet));
    expect((await update(member, { name: 'Mine' })).code).toBe('FORBIDDEN');
  });

  it('does not let admins make newcomers what they could not make somebody', async () => {
    expect((await update(admin, { settings: { default_role: 'admin' } })).details.reason).toBe('rank');
    expect((await update(owner, { settings: { default_role: 'admin' } })).status).toBe(200);
    expect((await invite(admin, newEmail())).details.reason).toBe('rank');
  });

  it('requires a second factor of every member from then on, whatever the installation asks for', async () => {
    await putSettings({ organizations: { self_service: true, max_per_person: 100 }, factors: { grace_days: 0 } });
    expect((await call(getMe, as(member))).status).toBe(200);
    await update(owner, { settings: { require_second_factor: true } });
    expect((await call(getMe, as(member))).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    expect((await call(getMe, as(stranger))).status).toBe(200);
    await db().organization.update({ where: { id: organization_id }, data: { status: 'suspended' } });
    expect((await call(getMe, as(member))).status).toBe(200);
  });

  it('ends with the organization all that belonged to it, and leaves the accounts', async () => {
    await invite(owner, newEmail());
    expect((await call(deleteOrganization, { ...as(admin), params: { organization_id } })).code).toBe('FORBIDDEN');
    const second = await makeSignedPerson();
    await join(second, 'owner');
    const { result, events } = await withEvents(() => call(deleteOrganization, { ...as(owner), params: { organization_id } }));
    expect(result.status).toBe(200);
    expect(events).toMatchObject([{ action: 'organization.deleted', organizationId: organization_id }]);
    expect([await db().membership.count(), await db().invitation.count(), await findDataKey(db(), organization_id)]).toEqual([0, 0, null]);
    expect((await call(getMe, as(member))).status).toBe(200);
    await lastMail(second.id, 'organization_deleted');
  });

  it('counts for nothing while it is suspended, which operators do and take back', async () => {
    const suspend = (who: SignedPerson) =>
      call(suspendOrganization, { ...as(who), params: { organization_id }, body: { reason: 'Does not pay.' } });
    expect((await suspend(owner)).code).toBe('FORBIDDEN');
    const { result, events } = await withEvents(() => suspend(root));
    expect([result.data.status, events[0]?.action]).toEqual(['suspended', 'organization.suspended']);
    const refused = await call(listMembers, { ...as(owner), params: { organization_id } });
    expect([refused.code, refused.details.reason]).toEqual(['FORBIDDEN', 'organization_suspended']);
    expect((await call(listOrganizations, as(owner))).data).toMatchObject([{ status: 'suspended' }]);
    await call(activateOrganization, { ...as(root), params: { organization_id }, body: { reason: 'Paid.' } });
    expect((await call(listMembers, { ...as(owner), params: { organization_id } })).status).toBe(200);
  });

  it('is found by operators among all, by a part of its name, and by nobody else', async () => {
    await found(stranger, { name: 'Looms' });
    const listed = await call(listAllOrganizations, { ...as(root), query: '?search=oom&total=true' });
    expect(listed.data).toMatchObject([{ name: 'Looms', members: 1 }]);
    expect((await call(listAllOrganizations, as(owner))).code).toBe('FORBIDDEN');
  });
});

describe('members', () => {
  it('are seen by each other, addresses by who looks after them', async () => {
    const seen = (await call(listMembers, { ...as(member), params: { organization_id } })).data;
    expect(seen.map(({ user_id: id }: { user_id: string }) => id).sort()).toEqual([owner.id, admin.id, member.id].sort());
    expect(seen.every(({ email, may_change }: { email: null; may_change: boolean }) => email === null && !may_change)).toBe(true);
    const managed = (await call(listMembers, { ...as(admin), params: { organization_id } })).data;
    expect(managed.filter(({ may_change }: { may_change: boolean }) => may_change)).toMatchObject([
      { user_id: member.id, email: member.email },
    ]);
  });

  it('are changed by who stands above them and holds what is given; each change tells them and leaves one event', async () => {
    const peer = await makeSignedPerson();
    await join(peer, 'admin');
    const refused: [SignedPerson, Person, MemberRoleName, string][] = [
      [member, admin, 'member', 'permission'],
      [admin, peer, 'member', 'rank'],
      [admin, owner, 'member', 'rank'],
      [admin, member, 'admin', 'rank'],
      [admin, member, 'owner', 'rank'],
      [admin, admin, 'owner', 'self'],
      [owner, owner, 'admin', 'self'],
    ];
    for (const [who, whom, role, reason] of refused) {
      const before = await roleOf(whom);
      const { result, events } = await withEvents(() => change(who, whom, role));
      expect([result.code, result.details.reason ?? 'permission']).toEqual(['FORBIDDEN', reason]);
      expect(events).toMatchObject([{ action: 'permission.denied' }]);
      expect(await roleOf(whom)).toBe(before);
    }
    const { result, events } = await withEvents(() => change(owner, member, 'admin'));
    expect(result.data).toMatchObject({ user_id: member.id, role: 'admin' });
    expect(events).toMatchObject([
      { action: 'membership.changed', actorId: owner.id, subjectId: member.id, targetId: member.id, organizationId: organization_id },
    ]);
    expect((await lastMail(member.id, 'organization_role_changed')).role).toBe('admin');
    expect((await withEvents(() => change(owner, member, 'admin'))).events).toEqual([]);
  });

  it('go with the roles that are bound to the organization, by removal and by leaving', async () => {
    const role = await db().role.findUniqueOrThrow({ where: { name: 'moderator' } });
    for (const leave of [() => remove(admin, member), () => call(leaveOrganization, { ...as(member), params: { organization_id } })]) {
      if (!(await roleOf(member))) await join(member, 'member');
      await call(grantRole, { ...as(root), params: { user_id: member.id }, body: { role_id: role.id, organization_id } });
      const { result, events } = await withEvents(leave);
      expect(result.status).toBe(200);
      expect(events.map(({ action }) => action)[0]).toMatch(/^membership\.(removed|left)$/);
      expect(await db().userRole.count({ where: { userId: member.id, organizationId: organization_id } })).toBe(0);
    }
    await lastMail(member.id, 'organization_left');
    expect((await call(leaveOrganization, { ...as(member), params: { organization_id } })).status).toBe(404);
  });

  it('hand it over to another member and become an admin of it', async () => {
    const transfer = (who: SignedPerson, user_id: string) =>
      call(transferOrganization, { ...as(who), params: { organization_id }, body: { user_id } });
    expect((await transfer(admin, member.id)).code).toBe('FORBIDDEN');
    expect((await transfer(owner, stranger.id)).status).toBe(404);
    expect((await transfer(owner, owner.id)).status).toBe(409);
    const { result, events } = await withEvents(() => transfer(owner, member.id));
    expect(result.data.role).toBe('admin');
    expect(events).toMatchObject([{ action: 'organization.transferred', subjectId: member.id, changedFields: ['role', 'own_role'] }]);
    expect([await roleOf(member), await roleOf(owner)]).toEqual(['owner', 'admin']);
  });

  it('are shown to administrators of users, and found by their organization', async () => {
    expect((await call(getUser, { ...as(root), params: { user_id: member.id } })).data.organizations).toEqual([
      { id: organization_id, name: 'Engines' },
    ]);
    const listed = await call(listUsers, { ...as(root), query: `?organization_id=${organization_id}` });
    expect(listed.data.map(({ id }: { id: string }) => id).sort()).toEqual([owner.id, admin.id, member.id].sort());
  });
});

describe('the last owner', () => {
  const reason = { reason: 'Test.' };
  const takers: [string, (whom: SignedPerson) => Promise<ApiAnswer>][] = [
    ['cannot leave', (whom) => call(leaveOrganization, { ...as(whom), params: { organization_id } })],
    ['cannot be removed', (whom) => remove(root, whom)],
    ['cannot be demoted', (whom) => change(root, whom, 'member')],
    ['cannot be suspended', (whom) => call(suspendUser, { ...as(root), params: { user_id: whom.id }, body: reason })],
    ['cannot be deleted', (whom) => call(deleteUser, { ...as(root), params: { user_id: whom.id }, body: reason })],
  ];

  it.each(takers)('%s', async (_, take) => {
    const { result, events } = await withEvents(() => take(owner));
    expect([result.status, result.code, result.details.organizations]).toEqual([
      409,
      'LAST_OWNER',
      [{ id: organization_id, name: 'Engines' }],
    ]);
    expect(events.filter(({ action }) => !action.startsWith('request.'))).toEqual([]);
    expect(await roleOf(owner)).toBe('owner');
    expect((await db().user.findUniqueOrThrow({ where: { id: owner.id } })).status).toBe('active');
  });

  it('is whoever is left while the others are suspended', async () => {
    const second = await makeSignedPerson();
    await join(second, 'owner');
    await call(suspendUser, { ...as(root), params: { user_id: second.id }, body: reason });
    expect((await call(leaveOrganization, { ...as(owner), params: { organization_id } })).code).toBe('LAST_OWNER');
  });

  it('stays, also when two owners take each other’s place at once, each in every way', async () => {
    for (let round = 0; round < takers.length; round += 1) {
      const [left, right] = await Promise.all([makeSignedPerson(), makeSignedPerson()]);
      organization_id = (await found(left)).data.id;
      await join(right, 'owner');
      const [, one] = takers[round] ?? takers[0] ?? [];
      const [, other] = takers[(round + 2) % takers.length] ?? [];
      const answers = await Promise.all([one?.(left), other?.(right)]);
      expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 409]);
      const active = await db().membership.count({ where: { organizationId: organization_id, role: 'owner', user: { status: 'active' } } });
      expect(active).toBe(1);
    }
  });

  it('stays when two demote each other', async () => {
    const second = await makeSignedPerson();
    await join(second, 'owner');
    const answers = await Promise.all([change(owner, second, 'member'), change(second, owner, 'member')]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await db().membership.count({ where: { organizationId: organization_id, role: 'owner' } })).toBe(1);
  });
});

describe('a role bound to an organization', () => {
  it('is held beside the same role elsewhere and everywhere, once each, and counts there alone', async () => {
    const role = await db().role.findUniqueOrThrow({ where: { name: 'moderator' } });
    const second = (await found(owner)).data.id;
    const grant = (body: object, user_id = owner.id) =>
      call(grantRole, { ...as(root), params: { user_id }, body: { role_id: role.id, ...body } });
    const answers = await callInParallel(6, grantRole, (index) => ({
      ...as(root),
      params: { user_id: owner.id },
      body: { role_id: role.id, ...[{}, { organization_id }, { organization_id: second }][index % 3] },
    }));
    expect(statuses(decided(answers))).toEqual({ 201: decided(answers).length });
    for (const bound of [{}, { organization_id }, { organization_id: second }]) await grant(bound);
    const held = (await call(listUserRoles, { ...as(root), params: { user_id: owner.id } })).data.filter(
      (each: { role: { name: string } }) => each.role.name === 'moderator',
    );
    expect(held.map((each: { organization_id: string | null }) => each.organization_id).sort()).toEqual(
      [null, organization_id, second].sort(),
    );
    await call(revokeRole, { ...as(root), params: { user_id: owner.id, role_id: role.id } });
    // What is left is bound, and gives nothing in general.
    expect((await call(listUsers, as(owner))).code).toBe('FORBIDDEN');
    expect((await call(getMe, as(owner))).data.roles).toEqual(['user']);
    const gone = await call(revokeRole, {
      ...as(root),
      params: { user_id: owner.id, role_id: role.id },
      query: `?organization_id=${second}`,
    });
    expect(gone.status).toBe(200);
    expect(await db().userRole.count({ where: { userId: owner.id, roleId: role.id } })).toBe(1);
  });

  it('is for members only', async () => {
    const role = await db().role.findUniqueOrThrow({ where: { name: 'moderator' } });
    for (const id of [organization_id, uuidv7()]) {
      const answer = await call(grantRole, {
        ...as(root),
        params: { user_id: stranger.id },
        body: { role_id: role.id, organization_id: id },
      });
      expect([answer.status, answer.fields[0]?.code]).toEqual([400, 'not_a_member']);
    }
  });

  it('can let a member do more in the organization than members may', async () => {
    const role = await db().role.create({
      data: {
        id: uuidv7(),
        name: `recruiter_${Date.now()}`,
        displayName: 'Recruiter',
        rank: 50,
        permissions: { create: { permissionName: 'organization.invitations.*' } },
      },
    });
    expect((await invite(member, newEmail())).code).toBe('FORBIDDEN');
    await call(grantRole, { ...as(root), params: { user_id: member.id }, body: { role_id: role.id, organization_id } });
    // Inviting hands out what members hold, which is theirs as well.
    expect((await invite(member, newEmail())).status).toBe(201);
    expect((await invite(member, newEmail(), 'admin')).code).toBe('FORBIDDEN');
  });
});

describe('an invitation', () => {
  it('is mailed to the address, kept sealed, listed, and says nothing about accounts', async () => {
    const known = await makePerson();
    const answers = [];
    for (const email of [known.email, newEmail()]) {
      const { result, events } = await withEvents(() => invite(admin, email));
      expect(events).toMatchObject([{ action: 'invitation.created', actorId: admin.id, organizationId: organization_id }]);
      answers.push(result);
    }
    const masked = answers.map(({ status, data }) => ({ status, ...data, id: '', email: '', created_at: '', sent_at: '', expires_at: '' }));
    expect(masked[0]).toEqual(masked[1]);
    expect(await queuedMails(known.id)).toEqual([]);
    const mails = (await queuedMails(organization_id)).filter(({ template }) => template === 'organization_invitation');
    expect(mails).toHaveLength(2);
    const listed = await call(listInvitations, { ...as(admin), params: { organization_id } });
    expect(listed.data.map(({ email }: { email: string }) => email)).toContain(known.email);
    expect((await call(listInvitations, { ...as(member), params: { organization_id } })).code).toBe('FORBIDDEN');
    const [row] = await db().$queryRaw<{ text: string }[]>`SELECT string_agg(i::text, ' ') AS text FROM invitation i`;
    expect(row?.text).not.toContain(known.email);
  });

  it('makes whoever confirmed the address a member, once, also in 20 parallel tries', async () => {
    await invite(owner, stranger.email, 'admin');
    const token = await mailedToken();
    const answers = decided(await callInParallel(20, acceptInvitation, () => ({ ...as(stranger), body: { token } })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await roleOf(stranger)).toBe('admin');
    expect((await call(acceptInvitation, { ...as(stranger), body: { token } })).code).toBe('INVALID_TOKEN');
    expect(await db().auditEvent.count({ where: { action: 'invitation.accepted', organizationId: organization_id } })).toBe(1);
  });

  it('is bound to the address: nobody else, and nobody who has not confirmed it', async () => {
    const email = newEmail();
    await invite(owner, email);
    const token = await mailedToken();
    const { result, events } = await withEvents(() => call(acceptInvitation, { ...as(stranger), body: { token } }));
    expect([result.code, result.details.reason, events[0]?.reason]).toEqual(['FORBIDDEN', 'other_address', 'other_address']);
    expect(result.text).not.toContain(email);
    expect((await call(listOwnInvitations, as(stranger))).data).toEqual([]);
  });

  it('can be accepted and declined by somebody who signs up after it was sent', async () => {
    const email = newEmail();
    await invite(owner, email);
    await found(admin, { name: 'Second' });
    const person = await makeSignedPerson();
    await db().invitation.updateMany({
      data: { emailIndex: (await db().user.findUniqueOrThrow({ where: { id: person.id } })).emailIndex ?? new Uint8Array() },
    });
    const [own] = (await call(listOwnInvitations, as(person))).data;
    expect(own).toMatchObject({ organization: { id: organization_id, name: 'Engines' }, role: 'member' });
    const params = { invitation_id: own.id };
    expect((await call(acceptOwnInvitation, { ...as(stranger), params })).status).toBe(404);
    expect((await call(declineOwnInvitation, { ...as(stranger), params })).status).toBe(404);
    expect((await call(acceptOwnInvitation, { ...as(person), params })).data).toMatchObject({ id: organization_id, role: 'member' });
    expect(await roleOf(person)).toBe('member');
    expect((await call(declineOwnInvitation, { ...as(person), params })).status).toBe(404);
  });

  it('is void once it is declined, taken back, sent again, expired, or its organization suspended', async () => {
    const voids: ((id: string, guest: SignedPerson) => Promise<unknown>)[] = [
      (invitation_id, guest) => call(declineOwnInvitation, { ...as(guest), params: { invitation_id } }),
      (invitation_id) => call(revokeInvitation, { ...as(admin), params: { organization_id, invitation_id } }),
      (invitation_id) => call(resendInvitation, { ...as(admin), params: { organization_id, invitation_id } }),
      (id) => db().invitation.update({ where: { id }, data: { expiresAt: new Date() } }),
      () => db().organization.update({ where: { id: organization_id }, data: { status: 'suspended' } }),
    ];
    for (const end of voids) {
      const guest = await makeSignedPerson();
      const { data } = await invite(admin, guest.email);
      const token = await mailedToken();
      await end(data.id, guest);
      expect((await call(acceptInvitation, { ...as(guest), body: { token } })).code).toBe('INVALID_TOKEN');
      expect(await roleOf(guest)).toBe(null);
    }
  });

  it('is sent again with another link and end, and is open once per address', async () => {
    const guest = await makeSignedPerson();
    const { data } = await invite(admin, guest.email);
    const again = await invite(admin, guest.email);
    expect([again.code, again.fields[0]?.path]).toEqual(['CONFLICT', 'email']);
    await db().invitation.update({ where: { id: data.id }, data: { expiresAt: new Date(0) } });
    const { result, events } = await withEvents(() =>
      call(resendInvitation, { ...as(admin), params: { organization_id, invitation_id: data.id } }),
    );
    expect([result.data.expired, events[0]?.action]).toEqual([false, 'invitation.resent']);
    expect((await call(acceptInvitation, { ...as(guest), body: { token: await mailedToken() } })).status).toBe(200);
    expect((await invite(admin, guest.email)).details.reason).toBe('already_member');
  });

  it('goes with the account of whoever had the address', async () => {
    const guest = await makeSignedPerson();
    await invite(owner, guest.email);
    await db().user.update({ where: { id: guest.id }, data: { status: 'deletion_scheduled', eraseAt: new Date(0) } });
    expect(await eraseAccount(guest.id)).toBe(true);
    expect(await db().invitation.count({ where: { organizationId: organization_id } })).toBe(0);
  });

  it('makes nobody more than whoever sends it could', async () => {
    for (const role of memberRoleNames) {
      expect([role, (await invite(admin, newEmail(), role)).status]).toEqual([role, role === 'member' ? 201 : 403]);
      expect([role, (await invite(owner, newEmail(), role)).status]).toEqual([role, 201]);
    }
  });
});

describe('joining by a domain', () => {
  it('is for confirmed addresses at a verified domain, where the settings let them in', async () => {
    const enter = () => call(joinOrganization, { ...as(stranger), params: { organization_id } });
    expect((await enter()).status).toBe(404);
    const domain = await db().organizationDomain.create({
      data: { id: uuidv7(), organizationId: organization_id, name: 'example.com', token: 'x'.repeat(43) },
    });
    await call(updateOrganization, { ...as(owner), params: { organization_id }, body: { settings: { join_by_domain: true } } });
    expect((await enter()).status).toBe(404);
    await db().organizationDomain.update({ where: { id: domain.id }, data: { verifiedAt: new Date() } });
    const { result, events } = await withEvents(enter);
    expect([result.status, result.data.role]).toEqual([201, 'member']);
    expect(events).toMatchObject([{ action: 'membership.created', subjectId: stranger.id }]);
    expect((await enter()).status).toBe(409);
    await call(updateOrganization, { ...as(owner), params: { organization_id }, body: { settings: { join_by_domain: false } } });
    const other = await makeSignedPerson();
    expect((await call(joinOrganization, { ...as(other), params: { organization_id } })).status).toBe(404);
  });
});
