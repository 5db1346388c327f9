import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { cancelJob, getJob, listJobErrors, listJobs, bulkUsers as submit } from '#lib/contracts/jobs.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { rescueJobs } from '#lib/jobs/rescue-jobs.ts';
import { call } from '#scripts/testing/api.ts';
import { isTakenFrom, listErrors, loseLease, showJob, startWorker, workOff } from '#scripts/testing/background-jobs.ts';
import { holdingRow } from '#scripts/testing/holding-row.ts';
import { makePeople, makeSignedPerson, type Person, type SignedPerson, statusesOf } from '#scripts/testing/people.ts';
import { events } from '#scripts/testing/rows.ts';
import { workOffJob } from './work-off-job.ts';

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

describe('a job', () => {
  const start = async (body: object, by = root.bearer) => (await call(submit, { bearer: by, body: { reason, ...body } })).data.id as string;

  it('is listed, and shown to whoever may see users', async () => {
    const id = await start({ action: 'sign_out', ids: [uuidv7()] });
    const listed = await call(listJobs, { bearer: moderator.bearer, query: '?limit=1&total=true' });
    expect([listed.status, listed.data[0].id, listed.data[0].status]).toEqual([200, id, 'queued']);
    expect((await call(getJob, { bearer: moderator.bearer, params: { job_id: id } })).data.id).toBe(id);
    expect((await call(getJob, { bearer: root.bearer, params: { job_id: uuidv7() } })).status).toBe(404);
    expect((await call(listJobErrors, { bearer: root.bearer, params: { job_id: uuidv7() } })).status).toBe(404);
    expect((await call(cancelJob, { bearer: root.bearer, params: { job_id: uuidv7() } })).status).toBe(404);
    await workOff(id);
  });

  it('is cancelled at once, by whoever asked for it or ranks higher, and then nothing more happens', async () => {
    const many = await makePeople(2);
    const id = await start({ action: 'suspend', ids: ids(many) });
    expect((await call(cancelJob, { bearer: admin.bearer, params: { job_id: id } })).status).toBe(403);
    expect((await call(cancelJob, { bearer: moderator.bearer, params: { job_id: id } })).status).toBe(403);
    expect((await call(cancelJob, { bearer: root.bearer, params: { job_id: id } })).data.status).toBe('cancelled');
    await workOffJob({ job_id: id });
    expect(await statusesOf(many)).toEqual(['active', 'active']);
    expect((await call(cancelJob, { bearer: root.bearer, params: { job_id: id } })).code).toBe('CONFLICT');
    const theirs = await start({ action: 'suspend', ids: ids(many) }, admin.bearer);
    expect((await call(cancelJob, { bearer: root.bearer, params: { job_id: theirs } })).status).toBe(200);
    expect((await events({ action: 'job.cancelled' })).slice(-1)).toMatchObject([
      { actorId: root.id, targetId: theirs, changedFields: ['status'] },
    ]);
  });

  it('that is cancelled in the middle of a row leaves that row as it was', async () => {
    const [person] = await makePeople(1);
    const id = await start({ action: 'suspend', ids: [person?.id] });
    let working = Promise.resolve();
    await holdingRow('user', person?.id ?? '', async (isMet) => {
      working = workOffJob({ job_id: id });
      await isMet();
      expect((await call(cancelJob, { bearer: root.bearer, params: { job_id: id } })).data.status).toBe('cancelled');
    });
    await working;
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'cancelled', done: 0, failed: 0 });
    expect(await statusesOf([person as Person])).toEqual(['active']);
    expect(await events({ subjectId: person?.id ?? '', action: 'user.suspended' })).toEqual([]);
  });

  it('whose worker was taken for gone is done once: what the slow one did meanwhile is taken back', async () => {
    const [person] = await makePeople(1);
    const id = await start({ action: 'sign_out', ids: [person?.id] });
    const working: Promise<void>[] = [];
    await holdingRow('user', person?.id ?? '', async (isMet) => {
      working.push(workOffJob({ job_id: id }));
      await isMet();
      const slow = await loseLease(id);
      working.push(workOffJob({ job_id: id }));
      await isTakenFrom(id, slow);
    });
    await Promise.all(working);
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', total: 1, done: 1, failed: 0 });
    expect((await events({ subjectId: person?.id ?? '', action: 'user.signed_out' })).length).toBe(1);
  });

  it('is worked on by one of two workers that reach for it', async () => {
    const many = await makePeople(4);
    const id = await start({ action: 'sign_out', ids: ids(many) });
    await Promise.all([workOffJob({ job_id: id }), workOffJob({ job_id: id }), workOffJob({ job_id: id })]);
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', done: 4, failed: 0 });
    for (const person of many) expect((await events({ subjectId: person.id, action: 'user.signed_out' })).length).toBe(1);
  });

  it('goes on in another process after kill -9: every row exactly once', async () => {
    const many = await makePeople(90);
    const id = await start({ action: 'sign_out', ids: ids(many) });
    const { worker, gone } = await startWorker();
    for (;;) {
      const { done } = await showJob(id, root.bearer);
      if (done >= 10) break;
      await sleep(20);
    }
    worker.kill('SIGKILL');
    await gone;
    const { done: before, status } = await showJob(id, root.bearer);
    expect(status).toBe('running');
    expect(before).toBeLessThan(90);
    // As long as it is held nobody else takes it.
    await workOffJob({ job_id: id });
    expect((await showJob(id, root.bearer)).done).toBe(before);
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
    const queued = () =>
      pool.query(`select 1 from graphile_worker.jobs where task_identifier = 'work_off_job' and locked_at is null and attempts = 0`);
    await db().$executeRaw`UPDATE background_job SET lease_until = now() - interval '1 second' WHERE id = ${id}::uuid`;
    await rescueJobs(pool);
    expect((await queued()).rowCount).toBeGreaterThan(0);
    await pool.end();
    await workOff(id);
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', total: 90, done: 90, failed: 0 });
    const written = await db().auditEvent.groupBy({
      by: ['subjectId'],
      where: { action: 'user.signed_out', subjectId: { in: ids(many) } },
      _count: true,
    });
    expect(written.length).toBe(90);
    expect(written.every(({ _count }) => _count === 1)).toBe(true);
  });

  it('a row that breaks off again and again is left behind as an error', async () => {
    const [first, second] = await makePeople(2);
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
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', done: 1, failed: 1 });
    expect(await listErrors(id, root.bearer)).toMatchObject([{ row: 1, user_id: first?.id, code: 'INTERNAL' }]);
    expect(await statusesOf([first as Person, second as Person])).toEqual(['active', 'suspended']);
  });
});
