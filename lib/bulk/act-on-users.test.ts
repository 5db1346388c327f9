import { beforeAll, describe, expect, it } from 'vitest';
import { auditContext } from '#lib/audit/record-event.ts';
import { bulkUsers as submit } from '#lib/contracts/jobs.ts';
import { suspendUser } from '#lib/contracts/user-acts.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { call } from '#scripts/testing/api.ts';
import { showJob, workOff, workOffAnswered } from '#scripts/testing/background-jobs.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { makePeople, makePerson, makeSignedPerson, type Person, type SignedPerson, signIn, statusesOf } from '#scripts/testing/people.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';

const reason = 'Left the company.';

let root: SignedPerson;
let admin: SignedPerson;
let moderator: SignedPerson;

beforeAll(async () => {
  [root, admin, moderator] = await Promise.all([
    makeSignedPerson({ role: 'super_admin' }),
    makeSignedPerson({ role: 'admin' }),
    makeSignedPerson({ role: 'moderator' }),
  ]);
});

const ids = (many: readonly Person[]) => many.map(({ id }) => id);

/** Has something done to many and waits for the end. */
async function bulk(body: object, by = root.bearer) {
  return workOffAnswered(await call(submit, { bearer: by, body: { reason, ...body } }), root.bearer);
}

describe('many at once', () => {
  it('are changed like single ones, each with an event, and the job with its own', async () => {
    const many = await makePeople(3);
    const { job } = await bulk({ action: 'suspend', ids: ids(many) });
    expect(job).toMatchObject({ kind: 'users_bulk', action: 'suspend', status: 'done', total: 3, done: 3, failed: 0, owner_id: root.id });
    expect(job).toMatchObject({ errors_url: null, result_url: null, dry_run: false });
    expect(await statusesOf(many)).toEqual(['suspended', 'suspended', 'suspended']);
    for (const { id } of many) expect(await events({ subjectId: id, action: 'user.suspended' })).toMatchObject([{ actorId: root.id }]);
    const [started] = (await events({ action: 'job.created' })).slice(-1);
    expect(started).toMatchObject({ actorId: root.id, targetId: job.id, reason: 'users_bulk.suspend' });
    const sealed = unseal(await installationKey(), started?.sealed ?? new Uint8Array(), auditContext(started?.id ?? '')).toString();
    expect(JSON.parse(sealed).changes.reason.after).toBe(reason);
    expect((await events({ action: 'job.finished' })).slice(-1)).toMatchObject([{ actorId: root.id, targetId: job.id, result: 'success' }]);
  });

  it('who may not be changed is an error of their row, as for a single one, and nothing else changes', async () => {
    const [friend] = await makePeople(1);
    const nobody = uuidv7();
    const chosen = [admin.id, root.id, nobody, friend?.id ?? ''];
    const { job, errors } = await bulk({ action: 'suspend', ids: chosen }, admin.bearer);
    expect(job).toMatchObject({ status: 'done', total: 4, done: 1, failed: 3 });
    expect(job.errors_url).toContain(`/admin/jobs/${job.id}/errors`);
    expect(errors).toMatchObject([
      { row: 1, user_id: admin.id, code: 'FORBIDDEN', message: 'Nobody does this to themselves.' },
      { row: 2, user_id: root.id, code: 'FORBIDDEN', message: 'This needs a higher rank than yours.' },
      { row: 3, user_id: nobody, code: 'NOT_FOUND' },
    ]);
    expect(await statusesOf([admin, root])).toEqual(['active', 'active']);
  });

  it('the last super admin stays, also when everybody is deleted', async () => {
    const other = await makePerson({ role: 'super_admin' });
    const otherBearer = (await signIn(other)).accessToken;
    const { job, errors } = await bulk({ action: 'delete', ids: [root.id, other.id], dry_run: true }, otherBearer);
    expect([job.done, job.failed, errors[0]?.user_id]).toEqual([1, 1, other.id]);
    await db().userRole.updateMany({ where: { userId: other.id }, data: { expiresAt: new Date(Date.now() + 3600_000) } });
    const last = await bulk({ action: 'delete', ids: [root.id] }, otherBearer);
    expect(last.errors).toMatchObject([{ user_id: root.id, code: 'LAST_ADMIN' }]);
    expect(await statusesOf([root])).toEqual(['active']);
    await db().user.update({ where: { id: other.id }, data: { status: 'suspended' } });
  });

  it('all who match a filter are met once each, although the act takes them out of it', async () => {
    const many = await makePeople(60, { status: 'suspended' });
    const answer = await call(submit, { bearer: root.bearer, body: { action: 'activate', filter: { status: 'suspended' }, reason } });
    const total = answer.data.total;
    expect(total).toBeGreaterThanOrEqual(60);
    // Who comes after the job was asked for is not meant.
    const late = await makePerson({ status: 'suspended' });
    await workOff(answer.data.id);
    const job = await showJob(answer.data.id, root.bearer);
    expect(job).toMatchObject({ status: 'done', total, done: total, failed: 0 });
    expect(new Set(await statusesOf(many))).toEqual(new Set(['active']));
    expect(await statusesOf([late])).toEqual(['suspended']);
    for (const { id } of many) expect((await events({ subjectId: id, action: 'user.activated' })).length).toBe(1);
  });

  it('a dry run says what would happen, and writes nothing but that', async () => {
    const many = await makePeople(2);
    const own = /^(?:public\.(?:background_job|job_row_error)|vault\.data_key|audit_partitions\.|graphile_worker\.)/;
    const others = async () => (await everyRow()).split('\n').filter((row) => !own.test(row));
    const [before, trail] = [await others(), await events()];
    const { job, errors } = await bulk({ action: 'require_password_reset', ids: [...ids(many), root.id], dry_run: true });
    expect(job).toMatchObject({ dry_run: true, status: 'done', done: 2, failed: 1 });
    expect(errors).toMatchObject([{ row: 3, user_id: root.id, code: 'FORBIDDEN' }]);
    expect(await others()).toEqual(before);
    expect((await events()).slice(trail.length).map(({ action }) => action)).toEqual(['job.created', 'job.finished']);
    for (const { id } of many) expect(await queuedMails(id)).toEqual([]);
  });

  it('roles are given and taken by the same decision', async () => {
    const many = await makePeople(2);
    const role = async (name: string) => (await db().role.findUniqueOrThrow({ where: { name } })).id;
    const given = await bulk({ action: 'add_role', role_id: await role('moderator'), ids: ids(many) }, admin.bearer);
    expect(given.job).toMatchObject({ done: 2, failed: 0 });
    expect(await db().userRole.count({ where: { userId: { in: ids(many) }, role: { name: 'moderator' }, grantedBy: admin.id } })).toBe(2);
    const taken = await bulk({ action: 'remove_role', role_id: await role('moderator'), ids: [...ids(many), root.id] }, admin.bearer);
    expect(taken.errors).toMatchObject([{ row: 3, user_id: root.id, code: 'NOT_FOUND' }]);
    expect(await db().userRole.count({ where: { userId: { in: ids(many) }, role: { name: 'moderator' } } })).toBe(0);
    // What nobody of this rank may give is refused at once.
    for (const name of ['admin', 'super_admin']) {
      const body = { action: 'add_role', role_id: await role(name), ids: ids(many), reason };
      expect((await call(submit, { bearer: admin.bearer, body })).code).toBe('FORBIDDEN');
    }
    expect(
      (await call(submit, { bearer: root.bearer, body: { action: 'add_role', role_id: uuidv7(), ids: ids(many), reason } })).code,
    ).toBe('NOT_FOUND');
  });

  it('every other act is done to many, too', async () => {
    const person = await makePerson({ verified: false });
    for (const action of ['verify_email', 'unlock', 'sign_out', 'require_password_reset', 'delete', 'restore']) {
      const { job } = await bulk({ action, ids: [person.id] });
      expect([action, job.status, job.done]).toEqual([action, 'done', 1]);
    }
    expect(await statusesOf([person])).toEqual(['active']);
    const { errors } = await bulk({ action: 'remove_role', role_id: (await db().role.findFirstOrThrow()).id, ids: [uuidv7()] });
    expect(errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('needs the permission of the act, a fresh proof, and a body without contradictions', async () => {
    const body = { action: 'delete', ids: [uuidv7()], reason };
    const refused = await call(submit, { bearer: moderator.bearer, body });
    expect([refused.status, refused.details.permission]).toEqual([403, 'admin.users.delete']);
    const id = uuidv7();
    for (const [wrong, path] of [
      [{ action: 'suspend', reason }, 'ids'],
      [{ action: 'suspend', reason, ids: [id], filter: {} }, 'ids'],
      [{ action: 'suspend', reason, ids: [id, id] }, 'ids'],
      [{ action: 'suspend', reason, ids: Array.from({ length: 1001 }, () => uuidv7()) }, 'ids'],
      [{ action: 'add_role', reason, ids: [id] }, 'role_id'],
      [{ action: 'suspend', reason, ids: [id], role_id: id }, 'role_id'],
      [{ action: 'remove_role', reason, ids: [id], role_id: id, expires_at: '2099-01-01T00:00:00Z' }, 'expires_at'],
      [{ action: 'suspend', reason, filter: { sort: 'created_at' } }, 'filter.sort'],
      [{ action: 'suspend', ids: [id] }, 'reason'],
    ] as const) {
      const answer = await call(submit, { bearer: root.bearer, body: wrong });
      expect([answer.status, answer.fields.map((field) => field.path)]).toEqual([400, expect.arrayContaining([path])]);
    }
  });

  it('stops when whoever asked is shut out or loses the permission', async () => {
    const boss = await makePerson({ role: 'admin' });
    const bossBearer = (await signIn(boss)).accessToken;
    const [person] = await makePeople(1);
    for (const shut of ['role', 'suspension']) {
      const body = { action: 'suspend', ids: [person?.id], reason };
      const answer = await call(submit, { bearer: bossBearer, body });
      expect(answer.status).toBe(202);
      const adminRole = await db().userRole.findFirstOrThrow({ where: { userId: boss.id } });
      if (shut === 'role') await db().userRole.deleteMany({ where: { userId: boss.id } });
      else await call(suspendUser, { bearer: root.bearer, params: { user_id: boss.id }, body: { reason } });
      await workOff(answer.data.id);
      expect(await showJob(answer.data.id, root.bearer)).toMatchObject({ status: 'failed', failure: 'permission_lost', done: 0 });
      if (shut === 'role') await db().userRole.create({ data: adminRole });
    }
    expect(await statusesOf([person as Person])).toEqual(['active']);
  });
});
