import { beforeAll, describe, expect, it } from 'vitest';
import { cancelJob, importUsers } from '#lib/contracts/jobs.ts';
import { createRole } from '#lib/contracts/roles.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { call } from '#scripts/testing/api.ts';
import { isTakenFrom, listErrors, loseLease, showJob, startWorker, workOff } from '#scripts/testing/background-jobs.ts';
import { holdingRow } from '#scripts/testing/holding-row.ts';
import { makePerson, makeSignedPerson, type Person, type SignedPerson } from '#scripts/testing/people.ts';
import { events } from '#scripts/testing/rows.ts';
import { workOffJob } from './work-off-job.ts';

let root: SignedPerson;
let admin: SignedPerson;
/** The roles that each row gives. */
let first: { id: string; name: string };
let second: { id: string; name: string };

async function makeRole() {
  const body = { name: `role_${uuidv7().slice(-8)}`, display_name: 'Given', rank: 10, permissions: ['admin.users.read'] };
  return (await call(createRole, { bearer: root.bearer, body })).data;
}

beforeAll(async () => {
  [root, admin] = await Promise.all([makeSignedPerson({ role: 'super_admin' }), makeSignedPerson({ role: 'admin' })]);
  [first, second] = [await makeRole(), await makeRole()];
});

const three = () => Promise.all([makePerson(), makePerson(), makePerson()]);
const cancel = (id: string) => call(cancelJob, { bearer: admin.bearer, params: { job_id: id } });
const storedJob = (id: string) => db().backgroundJob.findUniqueOrThrow({ where: { id } });

/** Begins an import that gives each of them a name and two roles. */
async function start(people: readonly Person[]): Promise<string> {
  const rows = people.map(({ email }) => JSON.stringify({ email, name: 'Halfway', roles: [first.name, second.name] }));
  const sent = { bearer: admin.bearer, rawBody: rows.join('\n'), contentType: 'application/x-ndjson', query: '?mode=update' };
  return (await call(importUsers, sent)).data.id;
}

/** What stands of each one's row: whether it has the name, its roles, and how many events say so. */
function standing(people: readonly Person[]) {
  return Promise.all(
    people.map(async ({ id }) => ({
      isNamed: (await db().user.findUniqueOrThrow({ where: { id } })).nameSealed !== null,
      roles: await db().userRole.count({ where: { userId: id, roleId: { in: [first.id, second.id] } } }),
      updated: (await events({ subjectId: id, action: 'user.updated' })).length,
      granted: (await events({ subjectId: id, action: 'role.granted' })).length,
    })),
  );
}

const whole = { isNamed: true, roles: 2, updated: 1, granted: 2 };
const nothing = { isNamed: false, roles: 0, updated: 0, granted: 0 };

describe('a row that changes an account and gives roles', () => {
  it.each(['user', 'role'] as const)('stands whole or not at all when the job is cancelled while it waits for a %s', async (table) => {
    const people = await three();
    // The role of the second person's row is met by the first one's, too: that one has it already.
    if (table === 'role') await db().userRole.create({ data: { userId: people[0].id, roleId: second.id } });
    const id = await start(people);
    let working = Promise.resolve();
    await holdingRow(table, table === 'user' ? people[1].id : second.id, async (isMet) => {
      working = workOffJob({ job_id: id });
      await isMet();
      expect((await storedJob(id)).updated).toBe(1);
      expect((await cancel(id)).status).toBe(200);
    });
    await working;
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'cancelled', done: 1, failed: 0, updated: 1 });
    expect(await standing(people)).toEqual([{ ...whole, granted: table === 'role' ? 1 : 2 }, nothing, nothing]);
  });

  it('is an error and changes nothing when a role was changed after it was judged', async () => {
    const people = await three();
    const id = await start(people);
    let working = Promise.resolve();
    await holdingRow('user', people[1].id, async (isMet) => {
      working = workOffJob({ job_id: id });
      await isMet();
      await db().role.update({ where: { id: second.id }, data: { version: { increment: 1 } } });
    });
    await working;
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', done: 2, failed: 1, updated: 2 });
    expect(await listErrors(id, root.bearer)).toMatchObject([{ row: 2, user_id: people[1].id, code: 'CONFLICT' }]);
    expect(await standing(people)).toEqual([whole, nothing, whole]);
  });

  it('is done once when the job is taken over in the middle of it: what the slow worker did is taken back', async () => {
    const people = await three();
    const id = await start(people);
    const working: Promise<void>[] = [];
    await holdingRow('role', second.id, async (isMet) => {
      working.push(workOffJob({ job_id: id }));
      await isMet();
      const slow = await loseLease(id);
      working.push(workOffJob({ job_id: id }));
      await isTakenFrom(id, slow);
    });
    await Promise.all(working);
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', total: 3, done: 3, failed: 0, updated: 3 });
    expect(await standing(people)).toEqual([whole, whole, whole]);
  });

  it('is taken back by kill -9 in the middle of it, and done once by whoever resumes', async () => {
    const people = await three();
    await db().userRole.create({ data: { userId: people[0].id, roleId: second.id } });
    const id = await start(people);
    await holdingRow('role', second.id, async (isMet) => {
      const { worker, gone } = await startWorker();
      await isMet().finally(() => worker.kill('SIGKILL'));
      await gone;
    });
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'running', done: 1, updated: 1 });
    expect(await standing(people)).toEqual([{ ...whole, granted: 1 }, nothing, nothing]);
    await workOff(id);
    expect(await showJob(id, root.bearer)).toMatchObject({ status: 'done', total: 3, done: 3, failed: 0, updated: 3 });
    expect(await standing(people)).toEqual([{ ...whole, granted: 1 }, whole, whole]);
  });
});
