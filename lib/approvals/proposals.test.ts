import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { approveRoleRequest, createRoleRequest } from '#lib/contracts/approvals.ts';
import { importUsers, listJobErrors } from '#lib/contracts/jobs.ts';
import { getProposal, listProposals } from '#lib/contracts/proposals.ts';
import { createRole, replaceRole } from '#lib/contracts/roles.ts';
import { restoreSettings } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';
import { liftApprovals } from '#lib/settings/change-settings.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { call } from '#scripts/testing/api.ts';
import { workOff } from '#scripts/testing/background-jobs.ts';
import { lastMail, queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, makeSignedPerson } from '#scripts/testing/people.ts';
import { askForApproval, changesOf, everything, makeAdministrators, rolesOf, why } from '#scripts/testing/proposals.ts';
import { everyRow } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const { root, second, admin, idOf, grant, change, bulk, approve, proposed } = await makeAdministrators();

beforeEach(askForApproval);
afterAll(() => putSettings({}));

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
    const { event, changes } = await changesOf('proposal.created');
    expect(event).toMatchObject({ actorId: root.id, targetId: id, reason: 'role_grant' });
    const said = { role: 'super_admin', users: [person.id], user_count: 1, reason: why };
    expect(changes).toEqual(Object.fromEntries(Object.entries(said).map(([name, after]) => [name, { before: null, after }])));
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

    const person = await makePerson();
    expect((await grant(person.id, equal.data.id)).status).toBe(202);
    const many = await bulk({ action: 'add_role', ids: [person.id], role_id: idOf('super_admin') });
    expect([many.status, many.data.status]).toEqual([202, 'approval_required']);
    await putSettings({ approvals: { four_eyes_for: [...everything] }, roles: { requestable: ['super_admin'] } });
    const asker = await makeSignedPerson();
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
    expect((await grant(person.id, idOf('super_admin'))).status).toBe(201);
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
    expect((await grant(person.id, idOf('super_admin'))).code).toBe('CONFLICT');
    await db().proposal.deleteMany();
  });
});

it('a filter means those who match when it is proposed, and nobody who comes later', async () => {
  const { data } = await bulk({ action: 'delete', filter: { role: 'guest' } });
  const bound = data.proposal.changes.find(({ name }: { name: string }) => name === 'created_before');
  expect(new Date(bound.after).getTime()).toBeLessThanOrEqual(Date.now());
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
