import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPersonalPart } from '#lib/audit/present-event.ts';
import { approveRoleRequest, createRoleRequest } from '#lib/contracts/approvals.ts';
import { bulkUsers, importUsers, listJobErrors } from '#lib/contracts/jobs.ts';
import { approveProposal, getProposal, listProposals, rejectProposal, withdrawProposal } from '#lib/contracts/proposals.ts';
import { createRole, grantRole, replaceRole } from '#lib/contracts/roles.ts';
import { restoreSettings, updateSettings } from '#lib/contracts/settings.ts';
import { findDataKey, installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';
import { liftApprovals } from '#lib/settings/change-settings.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { workOff } from '#scripts/testing/background-jobs.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

type SignedIn = Person & { bearer: string };

const everything = ['super_admin_grants', 'policy_weakening', 'bulk_deletion'] as const;
const why = 'She looks after the lanterns from now on.';
const roles = new Map<string, string>();
const idOf = (name: string) => roles.get(name) ?? '';
let root: SignedIn;
let second: SignedIn;
let admin: SignedIn;

async function signedIn(role: 'super_admin' | 'admin' | 'user'): Promise<SignedIn> {
  const person = await makePerson({ role });
  return { ...person, bearer: (await signIn(person)).accessToken };
}

beforeAll(async () => {
  [root, second, admin] = [await signedIn('super_admin'), await signedIn('super_admin'), await signedIn('admin')];
  for (const { id, name } of await db().role.findMany()) roles.set(name, id);
});
beforeEach(async () => {
  await db().proposal.deleteMany();
  await putSettings({ approvals: { four_eyes_for: [...everything] }, passwords: { min_length: 12 } });
});
afterAll(() => putSettings({}));

const grant = (userId: string, role: string, by = root.bearer): Promise<ApiAnswer> =>
  call(grantRole, { bearer: by, params: { user_id: userId }, body: { role_id: idOf(role), reason: why } });
const change = (body: object, by = root.bearer): Promise<ApiAnswer> => call(updateSettings, { bearer: by, body });
const bulk = (body: object, by = root.bearer): Promise<ApiAnswer> => call(bulkUsers, { bearer: by, body: { reason: why, ...body } });
const decide = (contract: typeof approveProposal | typeof rejectProposal, id: string, by = second.bearer) =>
  call(contract, { bearer: by, params: { proposal_id: id }, body: { reason: 'Agreed.' } });
const approve = (id: string, by?: string) => decide(approveProposal, id, by);
const rolesOf = async (userId: string) =>
  (await db().userRole.findMany({ where: { userId }, include: { role: true } })).map(({ role }) => role.name).sort();

/** A proposal to make somebody a super admin. */
async function proposed(): Promise<{ id: string; person: Person }> {
  const person = await makePerson();
  const answer = await grant(person.id, 'super_admin');
  expect([answer.status, answer.data.status]).toEqual([202, 'approval_required']);
  return { id: answer.data.proposal.id, person };
}

async function changesOf(action: string, targetId?: string) {
  const event = (await events({ action })).findLast((each) => targetId === undefined || each.targetId === targetId);
  const key = event?.subjectId ? await findDataKey(db(), event.subjectId) : await installationKey();
  return { event, changes: openPersonalPart(event?.id ?? '', event?.sealed ?? null, key ?? undefined).changes ?? {} };
}

describe('what waits for another administrator', () => {
  it('is not done: it is kept sealed, listed, and mailed to those who could approve it and to nobody else', async () => {
    const before = (await queuedMails(admin.id)).length;
    const { id, person } = await proposed();
    expect(await rolesOf(person.id)).toEqual(['user']);
    const [listed] = (await call(listProposals, { bearer: second.bearer })).data;
    expect(listed).toMatchObject({
      id,
      kind: 'role_grant',
      status: 'open',
      reason: why,
      proposed_by: { id: root.id },
      role: { name: 'super_admin' },
      users: [{ id: person.id }],
      user_count: 1,
      may_decide: true,
    });
    expect((await call(getProposal, { bearer: root.bearer, params: { proposal_id: id } })).data).toEqual({ ...listed, may_decide: false });
    expect((await lastMail(second.id, 'proposal_waiting')).link).toContain('/admin/approvals');
    expect([await queuedMails(root.id), (await queuedMails(admin.id)).length]).toEqual([[], before]);
    expect((await events({ action: 'proposal.created' })).at(-1)).toMatchObject({ actorId: root.id, targetId: id, reason: 'role_grant' });
    expect(await everyRow()).not.toContain(why);
  });

  it('making somebody a super admin: directly, with many others, by a request, by a role as good as it; an import refuses the row', async () => {
    const name = `lantern_${randomBytes(4).toString('hex')}`;
    const body = { display_name: 'Lantern', rank: 99, permissions: ['admin.users.read'] };
    const made = (await call(createRole, { bearer: root.bearer, body: { ...body, name } })).data;
    const grown = await call(replaceRole, {
      bearer: root.bearer,
      params: { role_id: made.id },
      body: { ...body, permissions: ['admin.users.read', 'admin.settings.write'] },
    });
    expect([grown.status, grown.data.proposal.kind, grown.headers.get('etag')]).toEqual([202, 'role_change', '"1"']);
    expect(await db().rolePermission.count({ where: { roleId: made.id } })).toBe(1);
    // A role that is as good from its beginning gives nothing until it is given.
    const equal = await call(createRole, { bearer: root.bearer, body: { ...body, name: `${name}_2`, permissions: ['admin.*'] } });
    expect(equal.status).toBe(201);
    roles.set('equal', equal.data.id);

    const person = await makePerson();
    expect((await grant(person.id, 'equal')).status).toBe(202);
    const many = await bulk({ action: 'add_role', ids: [person.id], role_id: idOf('super_admin') });
    expect([many.status, many.data.status]).toEqual([202, 'approval_required']);
    await putSettings({ approvals: { four_eyes_for: [...everything] }, roles: { requestable: ['super_admin'] } });
    const asker = await signedIn('user');
    const request = await call(createRoleRequest, { bearer: asker.bearer, body: { role_id: idOf('super_admin'), reason: why } });
    const answered = await call(approveRoleRequest, {
      bearer: root.bearer,
      params: { role_request_id: request.data.id },
      body: { reason: 'Yes.' },
    });
    expect([answered.status, answered.data.proposal?.kind]).toEqual([202, 'role_request']);
    const file = `email,roles\n${name}@example.com,super_admin\n`;
    const job = (await call(importUsers, { bearer: root.bearer, rawBody: file, contentType: 'text/csv' })).data.id;
    await workOff(job);
    const errors = (await call(listJobErrors, { bearer: root.bearer, params: { job_id: job } })).data;
    expect(errors).toMatchObject([{ row: 1, field: 'roles', code: 'approval_required' }]);
    for (const { id } of [person, asker]) expect(await rolesOf(id)).toEqual(['user']);
    expect(await db().userRole.count({ where: { role: { name: 'super_admin' } } })).toBe(2);
    // Whoever asked for it approves nothing; another one does.
    expect((await approve(answered.data.proposal.id)).status).toBe(200);
    expect(await rolesOf(asker.id)).toEqual(['super_admin', 'user']);
    await db().userRole.deleteMany({ where: { userId: asker.id, role: { name: 'super_admin' } } });
  });

  it('weakening a setting, also among others, and taking anything off the list; strengthening is done at once', async () => {
    for (const body of [
      { passwords: { min_length: 8 } },
      { passwords: { min_length: null } },
      { passwords: { min_length: 8 }, lockout: { max_failures: 3 } },
    ]) {
      const answer = await change(body);
      expect([answer.status, answer.data.proposal.kind]).toEqual([202, 'settings_change']);
      expect(answer.data.proposal.changes).toContainEqual({ name: 'passwords.min_length', before: 12, after: 8 });
    }
    expect((await call(restoreSettings, { bearer: root.bearer, body: { version: 0 } })).status).toBe(202);
    expect((await readPolicies(defaultPool)).passwords.min_length).toBe(12);
    expect((await change({ passwords: { min_length: 14 } })).status).toBe(200);
    await putSettings({ approvals: { four_eyes_for: ['bulk_deletion'] } });
    expect((await change({ lockout: { max_failures: 9 } })).status).toBe(200);
    expect((await change({ approvals: { four_eyes_for: [] } })).status).toBe(202);
    expect((await change({ approvals: { four_eyes_for: ['policy_weakening'] } })).status).toBe(202);
    expect((await change({ approvals: { four_eyes_for: ['bulk_deletion', 'policy_weakening'] } })).status).toBe(200);
  });

  it('deleting many users, but neither one of them, nor only looking, nor anything else', async () => {
    const people = [await makePerson(), await makePerson()];
    const ids = people.map(({ id }) => id);
    const answer = await bulk({ action: 'delete', ids }, admin.bearer);
    expect(answer.data).toMatchObject({ status: 'approval_required', proposal: { kind: 'users_bulk', action: 'delete', user_count: 2 } });
    expect((await bulk({ action: 'delete', ids, dry_run: true }, admin.bearer)).data.kind).toBe('users_bulk');
    expect((await bulk({ action: 'sign_out', ids }, admin.bearer)).data.kind).toBe('users_bulk');
    expect(await db().user.count({ where: { id: { in: ids }, deletedAt: { not: null } } })).toBe(0);
    expect(await db().backgroundJob.count({ where: { action: 'delete', dryRun: false } })).toBe(0);
  });

  it('nothing does, while nobody chose it', async () => {
    await putSettings({ passwords: { min_length: 12 } });
    const person = await makePerson();
    expect((await grant(person.id, 'super_admin')).status).toBe(201);
    expect((await change({ passwords: { min_length: 8 } })).status).toBe(200);
    expect(await db().proposal.count()).toBe(0);
    await db().userRole.deleteMany({ where: { userId: person.id } });
  });

  it('is no more than 20 of one person at a time', async () => {
    const { id } = await proposed();
    const { actSealed } = await db().proposal.findUniqueOrThrow({ where: { id } });
    const like = { proposerId: root.id, kind: 'role_grant', actSealed, expiresAt: new Date(Date.now() + 60_000) } as const;
    await db().proposal.createMany({ data: Array.from({ length: 19 }, () => ({ ...like, id: crypto.randomUUID() })) });
    const person = await makePerson();
    expect((await grant(person.id, 'super_admin')).code).toBe('CONFLICT');
    await db().proposal.deleteMany();
  });
});

describe('approving', () => {
  it('does it at once as whoever proposed it, and the trail names both, three times', async () => {
    const { id, person } = await proposed();
    expect((await approve(id)).data).toEqual({ approved: true, job_id: null });
    expect(await rolesOf(person.id)).toEqual(['super_admin', 'user']);
    const held = await db().userRole.findFirstOrThrow({ where: { userId: person.id, roleId: idOf('super_admin') } });
    expect(held.grantedBy).toBe(root.id);
    const granted = await changesOf('role.granted', idOf('super_admin'));
    expect(granted.event).toMatchObject({ actorId: root.id, subjectId: person.id });
    expect(granted.changes).toMatchObject({ approved_by: { after: second.id }, proposal: { after: id }, reason: { after: why } });
    const approved = await changesOf('proposal.approved', id);
    expect(approved.event).toMatchObject({ actorId: second.id, subjectId: root.id, reason: 'role_grant' });
    expect(approved.changes).toMatchObject({ proposed_by: { after: root.id }, reason: { after: 'Agreed.' } });
    const decided = (await call(listProposals, { bearer: root.bearer, query: '?status=decided' })).data[0];
    expect(decided).toMatchObject({ id, status: 'approved', decided_by: { id: second.id }, decision_reason: 'Agreed.' });
    await lastMail(root.id, 'proposal_approved');
    await db().userRole.deleteMany({ where: { userId: person.id, roleId: idOf('super_admin') } });
  });

  it('happens once, also under 50 parallel tries', async () => {
    const ids = [(await makePerson()).id];
    const { id } = (await bulk({ action: 'delete', ids })).data.proposal;
    const answers = await callInParallel(50, approveProposal, () => ({
      bearer: second.bearer,
      params: { proposal_id: id },
      body: { reason: 'Agreed.' },
    }));
    expect(statuses(answers)).toMatchObject({ 200: 1 });
    expect(await db().backgroundJob.count({ where: { action: 'delete', ownerId: root.id } })).toBe(1);
    expect((await events({ action: 'proposal.approved' })).filter(({ targetId }) => targetId === id)).toHaveLength(1);
  });

  it('is never for oneself, not even in the database, nor for whoever would become it, nor for who could not do it', async () => {
    const { id, person } = await proposed();
    const own = await approve(id, root.bearer);
    expect([own.status, own.details.reason]).toEqual([403, 'own_proposal']);
    const data = { status: 'approved', decidedById: root.id, decidedAt: new Date() } as const;
    await expect(db().proposal.update({ where: { id }, data })).rejects.toThrow(/proposal_decided_check/);
    for (const contract of [approveProposal, rejectProposal]) expect((await decide(contract, id, admin.bearer)).status).toBe(403);
    const user = await signedIn('user');
    expect((await approve(id, user.bearer)).status).toBe(404);
    expect((await call(listProposals, { bearer: user.bearer })).data).toEqual([]);
    // Somebody who is as good as a super admin already, and for whom it is.
    const become = { ...person, bearer: (await signIn(person)).accessToken };
    await db().userRole.create({ data: { userId: person.id, roleId: idOf('super_admin') } });
    expect((await approve(id, become.bearer)).details.reason).toBe('self');
    await db().userRole.deleteMany({ where: { userId: person.id } });
    expect((await call(getProposal, { bearer: root.bearer, params: { proposal_id: id } })).data.status).toBe('open');
  });

  it('needs a fresh proof', async () => {
    const { id } = await proposed();
    const session = await signIn(second);
    await makeStale(session.sessionId);
    for (const contract of [approveProposal, rejectProposal])
      expect((await decide(contract, id, session.accessToken)).code).toBe('STEP_UP_REQUIRED');
  });

  it('is judged at that moment, for whoever proposed it as well', async () => {
    const former = await signedIn('super_admin');
    const person = await makePerson();
    const id = (await grant(person.id, 'super_admin', former.bearer)).data.proposal.id;
    await db().userRole.updateMany({ where: { userId: former.id }, data: { roleId: idOf('admin') } });
    const answer = await approve(id);
    expect([answer.status, answer.details.reason]).toEqual([409, 'proposer_may_not']);
    await db().userRole.updateMany({ where: { userId: former.id }, data: { roleId: idOf('super_admin') } });
    await db().user.update({ where: { id: former.id }, data: { status: 'suspended' } });
    expect((await approve(id)).details.reason).toBe('proposer_may_not');
    expect(await rolesOf(person.id)).toEqual(['user']);
    expect((await decide(rejectProposal, id)).status).toBe(200);
  });

  it('is refused when what it would change has changed; what others changed does not matter', async () => {
    const first = (await change({ passwords: { min_length: 9 } })).data.proposal.id;
    const other = (await change({ lockout: { max_failures: 9 } })).data.proposal.id;
    expect((await change({ passwords: { min_length: 16 } })).status).toBe(200);
    expect((await approve(first)).code).toBe('PRECONDITION_FAILED');
    expect((await approve(other)).status).toBe(200);
    expect(await readSettings()).toMatchObject({ passwords: { min_length: 16 }, lockout: { max_failures: 9 } });
  });

  it('is not possible when its time is over, nor after it was decided or taken back', async () => {
    const late = (await proposed()).id;
    await db().proposal.update({ where: { id: late }, data: { expiresAt: new Date(Date.now() - 1000) } });
    expect((await approve(late)).code).toBe('CONFLICT');
    const { id, person } = await proposed();
    const withdraw = (by: string) => call(withdrawProposal, { bearer: by, params: { proposal_id: id } });
    expect((await withdraw(second.bearer)).status).toBe(404);
    expect((await withdraw(root.bearer)).data).toEqual({ withdrawn: true });
    expect((await withdraw(root.bearer)).status).toBe(404);
    expect((await approve(id)).code).toBe('CONFLICT');
    expect(await events({ action: 'proposal.withdrawn' })).toHaveLength(1);
    expect(await rolesOf(person.id)).toEqual(['user']);
  });

  it('of deleting many begins the job of whoever proposed it, who reaches nobody whom they could not delete themselves', async () => {
    const person = await makePerson();
    const answer = await bulk({ action: 'delete', ids: [person.id, second.id] }, admin.bearer);
    const { data } = await approve(answer.data.proposal.id);
    expect((await db().backgroundJob.findUniqueOrThrow({ where: { id: data.job_id } })).ownerId).toBe(admin.id);
    await workOff(data.job_id);
    const deletedAt = async (id: string) => (await db().user.findUniqueOrThrow({ where: { id } })).deletedAt;
    expect([await deletedAt(person.id), await deletedAt(second.id)]).toEqual([expect.any(Date), null]);
    expect((await changesOf('user.deleted')).changes).toMatchObject({ approved_by: { after: second.id } });
  });

  it('of deleting many is for who reaches everybody whom the proposer reaches', async () => {
    const ids = [(await makePerson()).id];
    const { id } = (await bulk({ action: 'delete', ids })).data.proposal;
    expect((await approve(id, admin.bearer)).details.reason).toBe('rank');
  });

  it('changes a role, or gives one to many, as it was proposed', async () => {
    const name = `keeper_${randomBytes(4).toString('hex')}`;
    const body = { display_name: 'Keeper', rank: 50, permissions: ['admin.users.read'] };
    const { id } = (await call(createRole, { bearer: root.bearer, body: { ...body, name } })).data;
    const params = { role_id: id };
    const wider = { ...body, permissions: ['admin.settings.write', 'admin.users.read'] };
    const [stale, fresh] = await callInParallel(2, replaceRole, () => ({ bearer: root.bearer, params, body: wider }));
    expect((await approve(fresh?.data.proposal.id)).status).toBe(200);
    expect((await approve(stale?.data.proposal.id)).code).toBe('PRECONDITION_FAILED');
    const given = await db().rolePermission.findMany({ where: { roleId: id }, orderBy: { permissionName: 'asc' } });
    expect(given.map(({ permissionName }) => permissionName)).toEqual(wider.permissions);
    const person = await makePerson();
    const proposal = (await bulk({ action: 'add_role', ids: [person.id], role_id: id })).data.proposal;
    await workOff((await approve(proposal.id)).data.job_id);
    expect(await rolesOf(person.id)).toEqual([name, 'user']);
  });
});

it('a filter means those who match when it is proposed, and nobody who comes later', async () => {
  const { data } = await bulk({ action: 'delete', filter: { role: 'guest' } });
  const bound = data.proposal.changes.find(({ name }: { name: string }) => name === 'created_before');
  expect(new Date(bound.after).getTime()).toBeLessThanOrEqual(Date.now());
});

it('rejecting changes nothing, says why, and is told', async () => {
  const { id, person } = await proposed();
  expect((await decide(rejectProposal, id)).data).toEqual({ rejected: true });
  expect((await approve(id)).code).toBe('CONFLICT');
  expect(await rolesOf(person.id)).toEqual(['user']);
  await lastMail(root.id, 'proposal_rejected');
  expect((await changesOf('proposal.rejected', id)).changes).toMatchObject({
    proposed_by: { after: root.id },
    reason: { after: 'Agreed.' },
  });
});

describe('turning it on', () => {
  it('needs a second super admin whose role has no end, and the command on the server takes it back', async () => {
    await putSettings({});
    const on = { approvals: { four_eyes_for: ['bulk_deletion'] } };
    const others = await db().userRole.findMany({ where: { role: { name: 'super_admin' }, userId: { not: root.id } } });
    const end = (expiresAt: Date | null) =>
      db().userRole.updateMany({ where: { id: { in: others.map(({ id }) => id) } }, data: { expiresAt } });
    await end(new Date(Date.now() + 3_600_000));
    const alone = await change(on);
    expect([alone.status, alone.details.reason, alone.fields[0]?.path]).toEqual([409, 'needs_second_person', 'approvals.four_eyes_for']);
    await end(null);
    expect((await change(on)).status).toBe(200);
    // The second one is gone: nobody can approve, and turning it off waits in vain.
    await end(new Date(Date.now() - 1000));
    expect((await change({ approvals: { four_eyes_for: [] } })).status).toBe(202);
    expect([await liftApprovals(), await liftApprovals()]).toEqual([true, false]);
    expect((await readSettings()).approvals.four_eyes_for).toEqual([]);
    expect((await changesOf('settings.changed')).event).toMatchObject({ actorType: 'system', changedFields: ['approvals.four_eyes_for'] });
    await end(null);
  });
});
