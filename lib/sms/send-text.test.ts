import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Worker } from '#lib/jobs/run-worker.ts';

type Received = { to: string; text: string; id: string };

const number = '+4915123456789';
const received: Received[] = [];
let status = 200;
let server: Server;
let folder: string;

/** A gateway on loopback; the server under test is loaded with this configuration. */
async function load(settings: Record<string, string>) {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.resetModules();
  (await import('#lib/env.ts')).env();
  const [{ runWorker }, { inTransaction, db }, { queueText }, { makePerson }, { findAccountById }, inbox] = await Promise.all([
    import('#lib/jobs/run-worker.ts'),
    import('#lib/db/client.ts'),
    import('./queue-text.ts'),
    import('#scripts/testing/people.ts'),
    import('#lib/accounts/find-user.ts'),
    import('#lib/email/inbox.ts'),
  ]);
  const owner = async () => {
    const account = await findAccountById((await makePerson()).id);
    if (!account) throw new Error('no account');
    return account;
  };
  const queue = async (kind: 'sign_in' = 'sign_in', fail = false) => {
    const account = await owner();
    await inTransaction(async (transaction) => {
      const message = { kind, code: '123456' } as const;
      await queueText(transaction, { userId: account.id, dataKey: account.dataKey, locale: 'en', to: number, message });
      if (fail) throw new Error('rolled back');
    });
    return account;
  };
  const jobsLeft = () => db().$queryRaw<{ payload: string; attempts: number; error: string | null }[]>`
    SELECT payload::text AS payload, attempts, last_error AS error FROM graphile_worker._private_jobs`;
  return { runWorker, queue, db, inbox, jobsLeft };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await done()).toBe(true), { timeout: 15_000, interval: 50 });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-texts-'));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  received.length = 0;
  status = 200;
});

function gateway(): Record<string, string> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { SMS_PROVIDER: 'http', SMS_HTTP_URL: url, SMS_HTTP_TOKEN: 'a very secret token', DATA_DIR: folder, LOG_LEVEL: 'silent' };
}

async function withWorker(work: () => Promise<void>, runWorker: (options: { pollMilliseconds: number }) => Worker): Promise<void> {
  const worker = runWorker({ pollMilliseconds: 50 });
  try {
    await work();
  } finally {
    await worker.stop();
  }
}

it('a message waits in the queue unreadable, and only if what caused it is committed', async () => {
  const { queue, jobsLeft } = await load(gateway());
  await expect(queue('sign_in', true)).rejects.toThrow('rolled back');
  expect(await jobsLeft()).toEqual([]);
  await queue();
  const [job] = await jobsLeft();
  expect(job?.payload).not.toContain('123456');
  expect(job?.payload).not.toContain(number);
});

it('a gateway that is down gets it later, with the same id, and once it has it never again', async () => {
  const { runWorker, queue, db, jobsLeft } = await load(gateway());
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  status = 503;
  await queue();
  await withWorker(async () => {
    await until(() => received.length === 1);
    await until(async () => ((await jobsLeft())[0]?.error ?? null) !== null);
    const [failed] = await jobsLeft();
    expect(failed?.error).toContain('(503)');
    expect(failed?.error).not.toContain(number);
    expect(failed?.error).not.toContain('123456');
    status = 200;
    // Instead of waiting for the pause between two tries.
    await db().$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now()`;
    await until(async () => (await jobsLeft()).length === 0);
  }, runWorker);
  expect(received).toHaveLength(2);
  expect(received[1]).toEqual(received[0]);
  expect(received[0]).toMatchObject({ to: number, text: expect.stringMatching(/^123456 is your code to sign in to /) });
});

it('a code that would come after its end is not sent, nor one to somebody who was erased', async () => {
  const { runWorker, queue, db, jobsLeft } = await load(gateway());
  await queue();
  await db()
    .$executeRaw`UPDATE graphile_worker._private_jobs SET payload = (payload::jsonb || jsonb_build_object('valid_until', now() - interval '1 second'))::json`;
  const erased = await queue();
  await db().dataKey.delete({ where: { subjectId: erased.id } });
  await withWorker(() => until(async () => (await jobsLeft()).length === 0), runWorker);
  expect(received).toEqual([]);
});

it('what the gateway refuses for good is not tried again', async () => {
  const { runWorker, queue, jobsLeft } = await load(gateway());
  status = 400;
  await queue();
  await withWorker(() => until(async () => (await jobsLeft()).length === 0), runWorker);
  expect(received).toHaveLength(1);
});

it('without a provider it lands in the local inbox', async () => {
  const none = { SMS_PROVIDER: '', SMS_HTTP_URL: '', SMS_HTTP_TOKEN: '' };
  const { runWorker, queue, inbox, jobsLeft } = await load({ ...gateway(), ...none });
  await queue();
  await withWorker(() => until(async () => (await jobsLeft()).length === 0), runWorker);
  expect(await inbox.listInboxMails()).toMatchObject([{ kind: 'text', to: number, text: expect.stringContaining('123456'), html: '' }]);
  expect(received).toEqual([]);
  expect(process.env.SMS_PROVIDER).toBe('');
});
