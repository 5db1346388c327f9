import { spawn } from 'node:child_process';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditContext } from '#lib/audit/record-event.ts';
import { cancelJob, exportUsers, getJob, getJobResult, listJobErrors, listJobs, bulkUsers as submit } from '#lib/contracts/jobs.ts';
import { addMember } from '#lib/contracts/organization-members.ts';
import { createOrganization } from '#lib/contracts/organizations.ts';
import { suspendUser } from '#lib/contracts/user-acts.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { cleanUp } from '#lib/jobs/clean-up.ts';
import { rescueJobs } from '#lib/jobs/rescue-jobs.ts';
import { inProject } from '#scripts/paths.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { workOff } from '#scripts/testing/background-jobs.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';
import { workOffJob } from './work-off-job.ts';

const reason = 'Left the company.';

let root: Person;
let bearer = '';
let admin: Person;
let adminBearer = '';
let moderatorBearer = '';

beforeAll(async () => {
  root = await makePerson({ role: 'super_admin' });
  bearer = (await signIn(root)).accessToken;
  admin = await makePerson({ role: 'admin' });
  adminBearer = (await signIn(admin)).accessToken;
  moderatorBearer = (await signIn(await makePerson({ role: 'moderator' }))).accessToken;
});

async function people(count: number, options: Parameters<typeof makePerson>[0] = {}): Promise<Person[]> {
  const made: Person[] = [];
  // Not all at once: each waits for a connection.
  while (made.length < count)
    made.push(...(await Promise.all(Array.from({ length: Math.min(5, count - made.length) }, () => makePerson(options)))));
  return made;
}

const ids = (many: readonly Person[]) => many.map(({ id }) => id);
const jobOf = async (id: string) => (await call(getJob, { bearer, params: { job_id: id } })).data;
const errorsOf = async (id: string) => (await call(listJobErrors, { bearer, params: { job_id: id }, query: '?limit=100' })).data;

/** Has something done to many and waits for the end. */
async function bulk(body: object, by = bearer) {
  const answer = await call(submit, { bearer: by, body: { reason, ...body } });
  expect([answer.status, answer.code]).toEqual([202, undefined]);
  await workOff(answer.data.id);
  return { job: await jobOf(answer.data.id), errors: await errorsOf(answer.data.id) };
}

async function statusesOf(many: readonly Person[]): Promise<string[]> {
  const rows = await db().user.findMany({ where: { id: { in: ids(many) } }, select: { id: true, status: true } });
  const byId = new Map(rows.map(({ id, status }) => [id, status]));
  return many.map(({ id }) => byId.get(id) ?? 'nobody');
}

async function exported(answer: ApiAnswer): Promise<string> {
  expect(answer.status).toBe(202);
  await workOff(answer.data.id);
  const file = await download(answer.data.id);
  expect(file.status).toBe(200);
  return file.text();
}

async function download(id: string, by = bearer): Promise<Response> {
  const { GET } = await import('#app/api/v1/admin/jobs/[job_id]/result/route.ts');
  const request = new Request(`http://localhost:3000/api/v1/admin/jobs/${id}/result`, { headers: { authorization: `Bearer ${by}` } });
  return GET(request, { params: Promise.resolve({ job_id: id }) });
}

describe('many at once', () => {
  it('are changed like single ones, each with an event, and the job with its own', async () => {
    const many = await people(3);
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
    const [friend] = await people(1);
    const nobody = uuidv7();
    const chosen = [admin.id, root.id, nobody, friend?.id ?? ''];
    const { job, errors } = await bulk({ action: 'suspend', ids: chosen }, adminBearer);
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
    const many = await people(60, { status: 'suspended' });
    const answer = await call(submit, { bearer, body: { action: 'activate', filter: { status: 'suspended' }, reason } });
    const total = answer.data.total;
    expect(total).toBeGreaterThanOrEqual(60);
    // Who comes after the job was asked for is not meant.
    const late = await makePerson({ status: 'suspended' });
    await workOff(answer.data.id);
    const job = await jobOf(answer.data.id);
    expect(job).toMatchObject({ status: 'done', total, done: total, failed: 0 });
    expect(new Set(await statusesOf(many))).toEqual(new Set(['active']));
    expect(await statusesOf([late])).toEqual(['suspended']);
    for (const { id } of many) expect((await events({ subjectId: id, action: 'user.activated' })).length).toBe(1);
  });

  it('a dry run says what would happen, and writes nothing but that', async () => {
    const many = await people(2);
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
    const many = await people(2);
    const role = async (name: string) => (await db().role.findUniqueOrThrow({ where: { name } })).id;
    const given = await bulk({ action: 'add_role', role_id: await role('moderator'), ids: ids(many) }, adminBearer);
    expect(given.job).toMatchObject({ done: 2, failed: 0 });
    expect(await db().userRole.count({ where: { userId: { in: ids(many) }, role: { name: 'moderator' }, grantedBy: admin.id } })).toBe(2);
    const taken = await bulk({ action: 'remove_role', role_id: await role('moderator'), ids: [...ids(many), root.id] }, adminBearer);
    expect(taken.errors).toMatchObject([{ row: 3, user_id: root.id, code: 'NOT_FOUND' }]);
    expect(await db().userRole.count({ where: { userId: { in: ids(many) }, role: { name: 'moderator' } } })).toBe(0);
    // What nobody of this rank may give is refused at once.
    for (const name of ['admin', 'super_admin']) {
      const body = { action: 'add_role', role_id: await role(name), ids: ids(many), reason };
      expect((await call(submit, { bearer: adminBearer, body })).code).toBe('FORBIDDEN');
    }
    expect((await call(submit, { bearer, body: { action: 'add_role', role_id: uuidv7(), ids: ids(many), reason } })).code).toBe(
      'NOT_FOUND',
    );
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
    const refused = await call(submit, { bearer: moderatorBearer, body });
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
      const answer = await call(submit, { bearer, body: wrong });
      expect([answer.status, answer.fields.map((field) => field.path)]).toEqual([400, expect.arrayContaining([path])]);
    }
  });

  it('stops when whoever asked is shut out or loses the permission', async () => {
    const boss = await makePerson({ role: 'admin' });
    const bossBearer = (await signIn(boss)).accessToken;
    const [person] = await people(1);
    for (const shut of ['role', 'suspension']) {
      const body = { action: 'suspend', ids: [person?.id], reason };
      const answer = await call(submit, { bearer: bossBearer, body });
      expect(answer.status).toBe(202);
      const adminRole = await db().userRole.findFirstOrThrow({ where: { userId: boss.id } });
      if (shut === 'role') await db().userRole.deleteMany({ where: { userId: boss.id } });
      else await call(suspendUser, { bearer, params: { user_id: boss.id }, body: { reason } });
      await workOff(answer.data.id);
      expect(await jobOf(answer.data.id)).toMatchObject({ status: 'failed', failure: 'permission_lost', done: 0 });
      if (shut === 'role') await db().userRole.create({ data: adminRole });
    }
    expect(await statusesOf([person as Person])).toEqual(['active']);
  });
});

describe('a job', () => {
  const start = async (body: object, by = bearer) => (await call(submit, { bearer: by, body: { reason, ...body } })).data.id as string;

  it('is listed, and shown to whoever may see users', async () => {
    const id = await start({ action: 'sign_out', ids: [uuidv7()] });
    const listed = await call(listJobs, { bearer: moderatorBearer, query: '?limit=1&total=true' });
    expect([listed.status, listed.data[0].id, listed.data[0].status]).toEqual([200, id, 'queued']);
    expect((await call(getJob, { bearer: moderatorBearer, params: { job_id: id } })).data.id).toBe(id);
    expect((await call(getJob, { bearer, params: { job_id: uuidv7() } })).status).toBe(404);
    expect((await call(listJobErrors, { bearer, params: { job_id: uuidv7() } })).status).toBe(404);
    expect((await call(cancelJob, { bearer, params: { job_id: uuidv7() } })).status).toBe(404);
    await workOff(id);
  });

  it('is cancelled at once, by whoever asked for it or ranks higher, and then nothing more happens', async () => {
    const many = await people(2);
    const id = await start({ action: 'suspend', ids: ids(many) });
    expect((await call(cancelJob, { bearer: adminBearer, params: { job_id: id } })).status).toBe(403);
    expect((await call(cancelJob, { bearer: moderatorBearer, params: { job_id: id } })).status).toBe(403);
    expect((await call(cancelJob, { bearer, params: { job_id: id } })).data.status).toBe('cancelled');
    await workOffJob({ job_id: id });
    expect(await statusesOf(many)).toEqual(['active', 'active']);
    expect((await call(cancelJob, { bearer, params: { job_id: id } })).code).toBe('CONFLICT');
    const theirs = await start({ action: 'suspend', ids: ids(many) }, adminBearer);
    expect((await call(cancelJob, { bearer, params: { job_id: theirs } })).status).toBe(200);
    expect((await events({ action: 'job.cancelled' })).slice(-1)).toMatchObject([{ actorId: root.id, targetId: theirs }]);
  });

  it('that is cancelled in the middle of a row leaves that row as it was', async () => {
    const [person] = await people(1);
    const id = await start({ action: 'suspend', ids: [person?.id] });
    // Another connection holds the user's row: the worker waits in the middle of its transaction.
    const blocker = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('select 1 from "user" where id = $1 for update', [person?.id]);
    const working = workOffJob({ job_id: id });
    await sleep(300);
    expect((await call(cancelJob, { bearer, params: { job_id: id } })).data.status).toBe('cancelled');
    await blocker.query('commit');
    await blocker.end();
    await working;
    expect(await jobOf(id)).toMatchObject({ status: 'cancelled', done: 0, failed: 0 });
    expect(await statusesOf([person as Person])).toEqual(['active']);
    expect(await events({ subjectId: person?.id ?? '', action: 'user.suspended' })).toEqual([]);
  });

  it('whose worker was taken for gone is done once: what the slow one did meanwhile is taken back', async () => {
    const [person] = await people(1);
    const id = await start({ action: 'sign_out', ids: [person?.id] });
    const blocker = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('select 1 from "user" where id = $1 for update', [person?.id]);
    const slow = workOffJob({ job_id: id });
    await sleep(300);
    await db().$executeRaw`UPDATE background_job SET lease_until = now() - interval '1 second' WHERE id = ${id}::uuid`;
    const next = workOffJob({ job_id: id });
    await sleep(300);
    await blocker.query('commit');
    await blocker.end();
    await Promise.all([slow, next]);
    expect(await jobOf(id)).toMatchObject({ status: 'done', total: 1, done: 1, failed: 0 });
    expect((await events({ subjectId: person?.id ?? '', action: 'user.signed_out' })).length).toBe(1);
  });

  it('is worked on by one of two workers that reach for it', async () => {
    const many = await people(4);
    const id = await start({ action: 'sign_out', ids: ids(many) });
    await Promise.all([workOffJob({ job_id: id }), workOffJob({ job_id: id }), workOffJob({ job_id: id })]);
    expect(await jobOf(id)).toMatchObject({ status: 'done', done: 4, failed: 0 });
    for (const person of many) expect((await events({ subjectId: person.id, action: 'user.signed_out' })).length).toBe(1);
  });

  it('goes on in another process after kill -9: every row exactly once', async () => {
    const many = await people(90);
    const id = await start({ action: 'sign_out', ids: ids(many) });
    await db()
      .$executeRaw`DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t WHERE t.id = j.task_id AND t.identifier <> 'work_off_job'`;
    const script = inProject('scripts', 'testing', 'run-background-jobs.ts');
    const worker = spawn(process.execPath, ['--conditions=react-server', script], { env: process.env, stdio: 'ignore' });
    const gone = new Promise((done) => worker.once('exit', done));
    for (;;) {
      const { done } = await jobOf(id);
      if (done >= 10) break;
      await sleep(20);
    }
    worker.kill('SIGKILL');
    await gone;
    const { done: before, status } = await jobOf(id);
    expect(status).toBe('running');
    expect(before).toBeLessThan(90);
    // As long as it is held nobody else takes it.
    await workOffJob({ job_id: id });
    expect((await jobOf(id)).done).toBe(before);
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
    const queued = () =>
      pool.query(`select 1 from graphile_worker.jobs where task_identifier = 'work_off_job' and locked_at is null and attempts = 0`);
    await db().$executeRaw`UPDATE background_job SET lease_until = now() - interval '1 second' WHERE id = ${id}::uuid`;
    await rescueJobs(pool);
    expect((await queued()).rowCount).toBeGreaterThan(0);
    await pool.end();
    await workOff(id);
    expect(await jobOf(id)).toMatchObject({ status: 'done', total: 90, done: 90, failed: 0 });
    const written = await db().auditEvent.groupBy({
      by: ['subjectId'],
      where: { action: 'user.signed_out', subjectId: { in: ids(many) } },
      _count: true,
    });
    expect(written.length).toBe(90);
    expect(written.every(({ _count }) => _count === 1)).toBe(true);
  });

  it('a row that breaks off again and again is left behind as an error', async () => {
    const [first, second] = await people(2);
    const id = await start({ action: 'suspend', ids: [first?.id, second?.id] });
    await db().$executeRawUnsafe(
      `CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`,
    );
    await db().$executeRawUnsafe(
      `CREATE TRIGGER refuse BEFORE UPDATE ON public."user" FOR EACH ROW WHEN (OLD.id = '${first?.id}') EXECUTE FUNCTION public.refuse()`,
    );
    try {
      await workOff(id);
    } finally {
      await db().$executeRawUnsafe('DROP TRIGGER refuse ON public."user"');
      await db().$executeRawUnsafe('DROP FUNCTION public.refuse()');
    }
    expect(await jobOf(id)).toMatchObject({ status: 'done', done: 1, failed: 1 });
    expect(await errorsOf(id)).toMatchObject([{ row: 1, user_id: first?.id, code: 'INTERNAL' }]);
    expect(await statusesOf([first as Person, second as Person])).toEqual(['active', 'suspended']);
  });
});

describe('an export', () => {
  it('has everybody who matches once, as CSV and as NDJSON, and nothing that lets anybody in', async () => {
    const many = await people(3, { status: 'suspended' });
    const filter = { status: 'suspended' };
    const csv = await exported(await call(exportUsers, { bearer, body: { format: 'csv', filter } }));
    const [head, ...lines] = csv.trimEnd().split('\r\n');
    expect(head).toMatch(/^id,email,email_verified,username,/);
    const found = lines.map((line) => line.split(',', 2));
    for (const { id, email } of many) expect(found.filter(([each]) => each === id)).toEqual([[id, email]]);
    expect(new Set(found.map(([id]) => id)).size).toBe(await db().user.count({ where: { status: 'suspended', deletedAt: null } }));
    const ndjson = await exported(await call(exportUsers, { bearer, body: { format: 'ndjson', filter } }));
    const users = ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(users.length).toBe(lines.length);
    expect(users.find(({ id }) => id === many[0]?.id)).toMatchObject({ email: many[0]?.email, roles: ['user'], status: 'suspended' });
    for (const text of [csv, ndjson]) expect(text).not.toMatch(/argon2|hash|secret|sealed/i);
  });

  it('finds by the sealed search what the list finds', async () => {
    const person = await makePerson();
    const csv = await exported(await call(exportUsers, { bearer, body: { format: 'csv', filter: { search: person.email.slice(2, 12) } } }));
    expect(csv.trimEnd().split('\r\n').length).toBe(2);
    expect(csv).toContain(person.email);
    // The trail outlives whoever was looked for.
    const [started] = (await events({ action: 'job.created' })).slice(-1);
    const sealed = unseal(await installationKey(), started?.sealed ?? new Uint8Array(), auditContext(started?.id ?? '')).toString();
    expect(JSON.parse(sealed).changes.filter.after).toEqual({ search: '…' });
  });

  it('has no cell that a spreadsheet takes for a formula', async () => {
    const person = await makePerson();
    const { updateUser } = await import('#lib/contracts/managed-users.ts');
    for (const [name, cell] of [
      ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
      ['+1+1', "'+1+1"],
      ['-2', "'-2"],
      ['@SUM(A1)', "'@SUM(A1)"],
      ['＝1', "'＝1"],
    ] as const) {
      await call(updateUser, { bearer, params: { user_id: person.id }, body: { name } });
      const csv = await exported(await call(exportUsers, { bearer, body: { format: 'csv', filter: { search: person.id } } }));
      expect(csv).toContain(`,${cell},`);
    }
  });

  it('is sealed at rest, fetched by whoever asked for it with a fresh proof, leaves an event, and is gone after a day', async () => {
    const answer = await call(exportUsers, { bearer: adminBearer, body: { format: 'csv', filter: { search: admin.id } } });
    expect((await download(answer.data.id, adminBearer)).status).toBe(404);
    await workOff(answer.data.id);
    const job = await jobOf(answer.data.id);
    expect(job.result_url).toContain(`/admin/jobs/${job.id}/result`);
    expect(new Date(job.expires_at).getTime() - new Date(job.finished_at).getTime()).toBe(24 * 3600_000);
    const [chunk] = await db().jobChunk.findMany({ where: { jobId: job.id } });
    expect(Buffer.from(chunk?.sealed ?? []).includes(admin.email)).toBe(false);
    const file = await download(job.id, adminBearer);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/);
    expect(file.headers.get('cache-control')).toBe('no-store');
    expect(await file.text()).toContain(admin.email);
    expect((await events({ action: 'job.result_fetched' })).slice(-1)).toMatchObject([{ actorId: admin.id, targetId: job.id }]);
    expect((await download(job.id)).status).toBe(403);
    expect((await download(job.id, moderatorBearer)).status).toBe(403);
    await db().backgroundJob.update({ where: { id: job.id }, data: { expiresAt: new Date() } });
    expect((await download(job.id, adminBearer)).status).toBe(404);
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
    await cleanUp((text, values) => pool.query(text, values));
    await pool.end();
    expect(await db().jobChunk.count({ where: { jobId: job.id } })).toBe(0);
    expect(await db().dataKey.count({ where: { subjectId: job.id } })).toBe(0);
    expect((await jobOf(job.id)).status).toBe('done');
  });

  it('says in which organizations somebody is, and as what', async () => {
    const person = await makePerson();
    const slug = `engines-${uuidv7().slice(-6)}`;
    const { data } = await call(createOrganization, { bearer, body: { name: 'Engines', slug } });
    await call(addMember, { bearer, params: { organization_id: data.id }, body: { user_id: person.id, role: 'admin' } });
    const ask = (format: string) => call(exportUsers, { bearer, body: { format, filter: { search: person.email } } });
    const [head = '', row = ''] = (await exported(await ask('csv'))).split('\n');
    expect(row.split(',')[head.split(',').indexOf('organizations')]).toBe(`${slug}:admin`);
    expect(JSON.parse(await exported(await ask('ndjson')))).toMatchObject({ organizations: [{ slug, role: 'admin' }] });
  });

  it('needs its permission, and a filter that the list would take', async () => {
    expect((await call(exportUsers, { bearer: moderatorBearer, body: { format: 'csv' } })).details.permission).toBe('admin.users.export');
    expect((await call(exportUsers, { bearer, body: { format: 'csv', filter: { mfa: 'true' } } })).status).toBe(400);
    expect((await call(getJobResult, { bearer, params: { job_id: uuidv7() } })).status).toBe(404);
  });
});
