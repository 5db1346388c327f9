import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { redisInstalled } from '#lib/rate-limit/testing-redis.ts';
import { admin } from './support/gatehouse.ts';
import { Instances } from './support/instances.ts';
import { nginxInstalled } from './support/nginx.ts';
import { postJson } from './support/people.ts';

test.skip(!nginxInstalled, 'needs a real nginx: nginx was not found');
test.skip(!redisInstalled, 'needs a real Redis: redis-server was not found');
test.describe.configure({ mode: 'serial' });
test.setTimeout(90_000);

let both: Instances;
let bearer: string;

test.beforeAll(async () => {
  both = await Instances.start();
  const { data } = (await (await postJson(`${both.url}/api/v1/auth/login`, admin)).json()) as { data: { access_token: string } };
  bearer = data.access_token;
});
test.afterAll(() => both?.stop());

type Answer = { status: number; id?: string; reason?: string; retryAfter: string | null; isReplay: boolean };

/** Adds a service account with this name on one instance; a 503 of a busy machine did nothing and is asked again. */
async function add(name: string, idempotencyKey: string, on: 0 | 1): Promise<Answer> {
  for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
    const headers = { authorization: `Bearer ${bearer}`, 'idempotency-key': idempotencyKey, 'x-instance': String(on) };
    const answer = await postJson(`${both.url}/api/v1/admin/service-accounts`, { name, permissions: ['tokens.introspect'] }, headers);
    if (answer.status === 503 && Date.now() < deadline) continue;
    const text = await answer.text();
    // What nginx answers for an instance that is gone is no JSON.
    if (!text.startsWith('{')) throw new Error(`${on}: ${answer.status} ${text}`);
    const { data, error } = JSON.parse(text) as { data?: { id: string }; error?: { details?: { reason?: string } } };
    return {
      status: answer.status,
      ...(data && { id: data.id }),
      ...(error?.details?.reason && { reason: error.details.reason }),
      retryAfter: answer.headers.get('retry-after'),
      isReplay: answer.headers.get('idempotency-replayed') === 'true',
    };
  }
}

const onBoth = (name: string, key: string) => Promise.all(Array.from({ length: 20 }, (_, index) => add(name, key, (index % 2) as 0 | 1)));

/** How many there are, and how many events say so. */
async function effects(name: string): Promise<{ rows: number; events: number }> {
  const [row] = await both.query<{ rows: number; events: number }>(
    `SELECT count(*)::int AS rows, (SELECT count(*)::int FROM audit_event e WHERE e.action = 'service_account.created'
       AND e.target_id IN (SELECT id::text FROM service_account WHERE name = $1)) AS events
     FROM service_account WHERE name = $1`,
    [name],
  );
  return row ?? { rows: 0, events: 0 };
}

/** As if so much time had passed since every run that has not ended began. */
const secondsLater = (seconds: number) =>
  both.query('UPDATE idempotency_key SET started_at = started_at - make_interval(secs => $1) WHERE completed_at IS NULL', [seconds]);

/** kill -9 of the instance at the moment when `request` is about to do this to the database, which it then never did. */
async function killedBefore(statement: string, on: 0 | 1, request: () => Promise<unknown>): Promise<void> {
  const client = await both.connect();
  const blocked = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'advisory' AND application_name = 'gatehouse'`;
  try {
    await client.query(`
      CREATE OR REPLACE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
      CREATE TRIGGER wait_for_the_test BEFORE ${statement} FOR EACH ROW EXECUTE FUNCTION wait_for_the_test();
      SELECT pg_advisory_lock(4711);`);
    const asked = request().catch(() => null);
    await expect.poll(async () => (await client.query(blocked)).rowCount, { intervals: [20] }).toBe(1);
    await both.kill(on);
    // A statement that was sent already would be carried out for nobody.
    await client.query(`SELECT pg_terminate_backend(pid) FROM (${blocked}) AS waiting`);
    await client.query(`DROP TRIGGER wait_for_the_test ON ${statement.split(' ').at(-1)}`);
    await asked;
  } finally {
    await client.end();
  }
}

test('20 parallel requests with one key, on two instances, have one effect, and each that is answered the same answer', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [name, key] = [`Parallel ${round}`, randomUUID()];
    const answers = await onBoth(name, key);
    expect(await effects(name)).toEqual({ rows: 1, events: 1 });
    const made = answers.filter(({ status }) => status === 201);
    expect(made.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 201)) expect(other).toMatchObject({ status: 409, reason: 'in_progress' });
    const [first] = made;
    for (const on of [0, 1] as const) made.push(await add(name, key, on));
    for (const each of made) expect(each.id).toBe(first?.id);
  }
});

test('kill -9 before the commit: nothing was done, and after a minute the key is good again, for one', async () => {
  const [name, key] = ['Killed before', randomUUID()];
  await killedBefore('INSERT ON service_account', 0, () => add(name, key, 0));
  expect(await effects(name)).toEqual({ rows: 0, events: 0 });
  expect(await add(name, key, 1)).toMatchObject({ status: 409, reason: 'in_progress', retryAfter: expect.stringMatching(/^\d+$/) });
  await secondsLater(55);
  expect(await add(name, key, 1)).toMatchObject({ status: 409, reason: 'in_progress' });
  await secondsLater(5);
  await both.restart(0);
  const answers = await onBoth(name, key);
  expect(answers.filter(({ status, isReplay }) => status === 201 && !isReplay)).toHaveLength(1);
  expect(await effects(name)).toEqual({ rows: 1, events: 1 });
});

test('kill -9 after the commit, before the answer was kept: it was done once and is never done again', async () => {
  const [name, key] = ['Killed after', randomUUID()];
  await killedBefore('UPDATE OF completed_at ON idempotency_key', 1, () => add(name, key, 1));
  expect(await effects(name)).toEqual({ rows: 1, events: 1 });
  expect(await add(name, key, 0)).toMatchObject({ status: 409, reason: 'in_progress' });
  await secondsLater(60);
  const answers = await Promise.all(Array.from({ length: 20 }, () => add(name, key, 0)));
  for (const answer of answers) expect(answer).toMatchObject({ status: 409, reason: 'answer_not_kept', retryAfter: null });
  expect(await effects(name)).toEqual({ rows: 1, events: 1 });
});
