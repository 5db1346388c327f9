import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { approveProposal, getProposal, listProposals, rejectProposal, withdrawProposal } from '#lib/contracts/proposals.ts';
import { createRole, replaceRole } from '#lib/contracts/roles.ts';
import { db } from '#lib/db/client.ts';
import { listSettingsHistory } from '#lib/settings/list-history.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { workOff } from '#scripts/testing/background-jobs.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { lastMail } from '#scripts/testing/mails.ts';
import { makePerson, makeSignedPerson, signIn } from '#scripts/testing/people.ts';
import { askForApproval, changesOf, makeAdministrators, rolesOf, why } from '#scripts/testing/proposals.ts';
import { events } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const { root, second, admin, idOf, grant, change, bulk, decide, approve, proposed } = await makeAdministrators();

beforeEach(askForApproval);
afterAll(() => putSettings({}));

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

  it('is in the history of the settings with both names', async () => {
    const { id } = (await change({ passwords: { min_length: 9 } })).data.proposal;
    expect((await approve(id)).status).toBe(200);
    expect(await listSettingsHistory(2)).toMatchObject([
      { changedById: root.id, approvedById: second.id, changes: [{ name: 'passwords.min_length', before: 12, after: 9 }] },
      { approvedById: null },
    ]);
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
    const user = await makeSignedPerson();
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
    const former = await makeSignedPerson({ role: 'super_admin' });
    const person = await makePerson();
    const id = (await grant(person.id, idOf('super_admin'), former.bearer)).data.proposal.id;
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
