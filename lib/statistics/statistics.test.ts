import { beforeEach, describe, expect, it } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { login } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { call } from '#scripts/testing/api.ts';
import { addedPasskey } from '#scripts/testing/passkeys.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { readCounts } from './read-counts.ts';
import { readStatistics } from './read-statistics.ts';
import { rollUp } from './roll-up.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

async function happened(action: string, at: number, reason: string | null = null): Promise<void> {
  await db().auditEvent.create({
    data: { id: uuidv7(), createdAt: new Date(at), action, result: 'success', reason, actorType: 'user', changedFields: [] },
  });
}

const total = (points: { count: number }[]) => points.reduce((sum, { count }) => sum + count, 0);

/** A moment in the middle of an hour, so that a test never runs across its end. */
function middleOfTheHour(): number {
  return Math.floor(Date.now() / hour) * hour + hour / 2;
}

beforeEach(async () => {
  await db().statisticsHour.deleteMany();
  await db().auditEvent.deleteMany();
});

describe('the hourly numbers', () => {
  it('count each event once, in its hour, however often they are brought up to date', async () => {
    const now = middleOfTheHour();
    for (const [action, ago, reason] of [
      ['session.created', 0, 'password'],
      ['session.created', 0, 'password+totp'],
      ['session.created', 3 * hour, 'password'],
      ['session.denied', 3 * hour, 'wrong_password'],
      ['user.locked', 5 * hour, null],
      ['user.registered', 30 * hour, null],
      ['user.invited', 2 * hour, null],
      ['user.imported', 2 * hour, null],
      ['user.imported', 2 * hour, null],
      ['user.imported', 30 * hour, null],
      ['user.updated', 0, null],
    ] as const)
      await happened(action, now - ago, reason);
    for (let round = 0; round < 3; round += 1) await rollUp(now);
    const { series, sign_ins_by_method, failures_by_reason, step_seconds } = await readStatistics('24h', now);
    expect(step_seconds).toBe(3600);
    expect(series.sign_ins.slice(-4).map(({ count }) => count)).toEqual([1, 0, 0, 2]);
    expect(Object.fromEntries(Object.entries(series).map(([name, points]) => [name, [points.length, total(points)]]))).toEqual({
      sign_ins: [24, 3],
      failed_sign_ins: [24, 1],
      lock_outs: [24, 1],
      new_users: [24, 1],
      imported_users: [24, 2],
    });
    expect(sign_ins_by_method).toEqual([
      { label: 'password', count: 2 },
      { label: 'password+totp', count: 1 },
    ]);
    expect(failures_by_reason).toEqual([{ label: 'wrong_password', count: 1 }]);
    const week = (await readStatistics('7d', now)).series;
    expect([total(week.new_users), total(week.imported_users)]).toEqual([2, 3]);
  });

  it('take up what is written later, into this hour and the one before', async () => {
    const now = middleOfTheHour();
    await happened('session.created', now, 'password');
    await rollUp(now);
    await happened('session.created', now, 'password');
    await happened('session.created', now - hour, 'password');
    await rollUp(now);
    const { series } = await readStatistics('24h', now);
    expect(series.sign_ins.slice(-2).map(({ count }) => count)).toEqual([1, 2]);
  });

  it('go on after weeks without the job, to the event', async () => {
    const now = middleOfTheHour();
    await happened('session.created', now - 40 * day, 'password');
    await rollUp(now - 40 * day);
    for (let days = 39; days >= 0; days -= 1) await happened('session.created', now - days * day, 'passkey');
    await rollUp(now);
    expect(total((await readStatistics('90d', now)).series.sign_ins)).toBe(41);
    expect(total((await readStatistics('30d', now)).series.sign_ins)).toBe(30);
  });

  it('are the same when a run died in the middle', async () => {
    const now = middleOfTheHour();
    for (let days = 5; days >= 0; days -= 1) await happened('session.denied', now - days * day, 'locked');
    await rollUp(now);
    const whole = await db().statisticsHour.findMany({ where: { metric: 'sign_in_failed' }, orderBy: { hour: 'asc' } });
    // As after a kill -9: events of the first days are counted, the end of the run is not marked.
    await db().statisticsHour.deleteMany({ where: { OR: [{ hour: { gte: new Date(now - 2 * day) } }, { metric: 'active_user' }] } });
    await rollUp(now);
    expect(await db().statisticsHour.findMany({ where: { metric: 'sign_in_failed' }, orderBy: { hour: 'asc' } })).toEqual(whole);
  });

  it('reach back 91 days and no further', async () => {
    const now = middleOfTheHour();
    await happened('session.created', now - 200 * day, 'password');
    await db().statisticsHour.create({ data: { hour: new Date(now - 100 * day), metric: 'sign_in', label: 'password', count: 7n } });
    await rollUp(now);
    expect(await db().statisticsHour.count({ where: { metric: 'sign_in' } })).toBe(0);
  });

  it('say how many of the active people have a second factor, and how many a passkey', async () => {
    const before = (await rollUp().then(() => readStatistics('24h'))).adoption;
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    await addedPasskey({ bearer });
    await makePerson({ status: 'suspended' });
    await rollUp();
    expect((await readStatistics('24h')).adoption).toEqual({
      active_users: before.active_users + 1,
      with_second_factor: before.with_second_factor + 1,
      with_passkey: before.with_passkey + 1,
    });
  });
});

describe('the four numbers of the overview', () => {
  it('are those of people who are there, of sessions that are open, and of a day of signing in', async () => {
    const now = middleOfTheHour();
    await rollUp(now);
    const before = await readCounts(now);
    const person = await makePerson();
    await signIn(person);
    const { sessionId } = await signIn(person);
    await db().session.update({ where: { id: sessionId }, data: { revokedAt: new Date() } });
    const gone = await makePerson();
    await db().user.update({ where: { id: gone.id }, data: { deletedAt: new Date(), status: 'deletion_scheduled' } });
    await db().auditEvent.deleteMany();
    await happened('session.created', now, 'password');
    await happened('session.denied', now - 23 * hour, 'locked');
    await happened('session.created', now - 25 * hour, 'password');
    await db().statisticsHour.deleteMany();
    await rollUp(now);
    expect(await readCounts(now)).toEqual({
      users: before.users + 1,
      active_sessions: before.active_sessions + 1,
      sign_ins_24h: 1,
      failed_sign_ins_24h: 1,
    });
  });
});

describe('GET /admin/dashboard', () => {
  it.each(['24h', '7d', '30d', '90d'] as const)('answers the statistics over %s', async (range) => {
    const person = await makePerson({ role: 'moderator' });
    const { accessToken: bearer } = await signIn(person);
    await call(login, { body: { email: person.email, password: 'not the password' } });
    await rollUp();
    const { status, data } = await call(getDashboard, { bearer, query: `?range=${range}` });
    expect(status).toBe(200);
    expect(data.statistics).toMatchObject({ range, queue: { failed: 0 } });
    expect([total(data.statistics.series.sign_ins), total(data.statistics.series.failed_sign_ins)]).toEqual([1, 1]);
    expect(data.statistics.failures_by_reason).toEqual([{ label: 'wrong_password', count: 1 }]);
  });

  it('refuses another range, and whoever may not see it', async () => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const answer = await call(getDashboard, { bearer, query: '?range=1y' });
    expect([answer.status, answer.fields[0]?.path]).toEqual([400, 'range']);
    const user = await signIn(await makePerson());
    expect((await call(getDashboard, { bearer: user.accessToken })).status).toBe(403);
    expect((await call(getDashboard)).status).toBe(401);
  });

  it('waiting jobs are counted, and for how long the oldest one is due', async () => {
    await db().$executeRaw`SELECT graphile_worker.add_job('nobody_does_this', '{}'::json, run_at => now() - interval '90 seconds')`;
    const { queue } = await readStatistics('24h');
    expect(queue.waiting).toBeGreaterThan(0);
    expect(queue.oldest_due_seconds).toBeGreaterThanOrEqual(90);
  });

  it('a job that was tried for the last time counts as given up; one that is being done does not, nor work that another job goes on with', async () => {
    const before = (await readStatistics('24h')).queue.failed;
    const spend = async (task: string, isHeld: boolean) => db().$executeRaw`
      INSERT INTO graphile_worker._private_jobs (task_id, payload, attempts, max_attempts, locked_at, locked_by)
      SELECT id, '{}', 1, 1, ${isHeld ? new Date() : null}::timestamptz, ${isHeld ? 'somebody' : null}::text
      FROM graphile_worker._private_tasks WHERE identifier = ${task}`;
    for (const task of ['nobody_does_this', 'work_off_job'])
      await db().$executeRaw`SELECT graphile_worker.add_job(${task}, '{}'::json, run_at => now() + interval '1 day')`;
    await spend('nobody_does_this', true);
    await spend('work_off_job', false);
    expect((await readStatistics('24h')).queue.failed).toBe(before);
    await spend('nobody_does_this', false);
    expect((await readStatistics('24h')).queue.failed).toBe(before + 1);
  });
});
