// `npm run bench`: what sign-in and the API cost, as ratios to the raw cost in the same run. Not a test: nothing fails here.
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { hash, verify } from '@node-rs/argon2';
import type autocannon from 'autocannon';
import { argon2Parameters } from '#lib/passwords/slow-hash.ts';
import { decisionMicroseconds } from '#scripts/bench/decision-cost.ts';
import { type LoadResult, load } from '#scripts/bench/load.ts';
import { pageWeight } from '#scripts/bench/page-weight.ts';
import { type BenchServer, processorTime, residentMemory, startBenchServer } from '#scripts/bench/server.ts';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { runMain, say, step } from '#scripts/process/progress.ts';

const connections = 50;
const seconds = 8;
const users = 1000;
const password = 'a bench password nobody uses';

type Row = { what: string; value: string; target: string; met: boolean };

async function rawArgon2(): Promise<number> {
  const stored = await hash(password, argon2Parameters);
  const startedAt = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - startedAt < 5000) {
      await verify(stored, password);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return count / ((performance.now() - startedAt) / 1000);
}

const json = { 'content-type': 'application/json' };

/** Each connection begins with another user: one account is signed in to by at most two at a time. */
function signInRequests(connection: number) {
  return Array.from({ length: 20 }, (_, index) => ({
    method: 'POST' as const,
    path: '/api/v1/auth/login',
    headers: json,
    body: JSON.stringify({ email: `bench-${(index + connection * 20) % users}@example.com`, password }),
  }));
}

type Tokens = { access_token: string; refresh_token: string };

async function signedIn(server: BenchServer, name: string | number): Promise<Tokens> {
  const body = JSON.stringify({ email: `bench-${name}@example.com`, password });
  const answer = await fetch(`${server.url}/api/v1/auth/login`, { method: 'POST', headers: json, body });
  return ((await answer.json()) as { data: Tokens }).data;
}

/** Each connection asks about the tokens of everybody, each beginning with another one. */
function introspections(tokens: Tokens[], bearer: string) {
  return (connection: number) =>
    tokens.map((_, index) => ({
      method: 'POST' as const,
      path: '/api/v1/auth/introspect',
      headers: { ...json, authorization: `Bearer ${bearer}` },
      body: JSON.stringify({ token: tokens[(index + connection) % tokens.length]?.access_token }),
    }));
}

/** Each connection is one client that exchanges the token it got last. */
function refreshes(tokens: Tokens[]) {
  return (connection: number) => {
    let token = tokens[connection]?.refresh_token;
    return [
      {
        method: 'POST' as const,
        path: '/api/v1/auth/refresh',
        headers: json,
        setupRequest: (request: autocannon.Request) => ({ ...request, body: JSON.stringify({ refresh_token: token }) }),
        onResponse: (status: number, body: string) => {
          if (status === 200) token = (JSON.parse(body) as { data: Tokens }).data.refresh_token;
        },
      },
    ];
  };
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 100);
}

function summary(result: LoadResult & { processorMs?: number | null }): string {
  return `${result.perSecond}/s, p95 ${result.p95} ms${result.processorMs ? `, ${result.processorMs} ms of processor` : ''}${result.refused ? `, ${result.refused} refused` : ''}${result.errors ? `, ${result.errors} errors` : ''}`;
}

type Measured = LoadResult & { processorMs: number | null };

/** The load, and how much of the server's processor each answer took: that holds on a machine that is busy with other things too. */
async function measured(server: BenchServer, run: () => Promise<LoadResult>): Promise<Measured> {
  const before = await processorTime(server.pid);
  const result = await run();
  const after = await processorTime(server.pid);
  const answers = result.ok + result.refused;
  return { ...result, processorMs: before === null || after === null ? null : Math.round(((after - before) / answers) * 100) / 100 };
}

async function measure(server: BenchServer): Promise<{ rows: Row[]; raw: Record<string, unknown> }> {
  const { code, output } = await step(`Creating ${users} users`, () =>
    runNode(['--conditions=react-server', inProject('scripts', 'bench', 'seed-users.ts'), String(users), password], { env: server.env }),
  );
  if (code !== 0) throw new Error(output);
  await sleep(5000);
  const idleMemory = await residentMemory(server.pid);
  const loginPage = await pageWeight(`${server.url}/login`);
  const argon2 = await step('Argon2id alone', rawArgon2);
  const tokens = await Promise.all(Array.from({ length: connections }, (_, index) => signedIn(server, index)));
  const service = (await signedIn(server, 'service')).access_token;
  const headers = { authorization: `Bearer ${tokens[0]?.access_token}` };
  const at = (path: string) => ({ url: `${server.url}${path}`, connections, seconds });
  await load({ ...at('/health/live'), seconds: 2 });
  await load({ ...at('/api/v1/users/me'), headers, seconds: 2 });
  const empty = await step('An empty route', () => measured(server, () => load(at('/health/live'))));
  const me = await step('GET /users/me', () => measured(server, () => load({ ...at('/api/v1/users/me'), headers })));
  await load({ ...at('/'), requestsOf: introspections(tokens, service), seconds: 2 });
  const introspection = await step('Introspection', () =>
    measured(server, () => load({ ...at('/'), requestsOf: introspections(tokens, service) })),
  );
  const refresh = await step('Refresh', () => measured(server, () => load({ ...at('/'), requestsOf: refreshes(tokens) })));
  const signIn = await step('Sign-in', () => load({ ...at('/'), requestsOf: signInRequests }));
  const flood = step('Sign-in flood, 300 connections', () => load({ ...at('/'), connections: 300, requestsOf: signInRequests }));
  await sleep(1000);
  const during = await load({ url: `${server.url}/api/v1/users/me`, connections: 2, seconds: seconds - 2, headers });
  const flooded = await flood;
  await sleep(20_000);
  const memoryAfter = await residentMemory(server.pid);
  const decision = decisionMicroseconds();
  const signInShare = percent(signIn.perSecond, argon2);
  const meShare = percent(me.perSecond, empty.perSecond);
  const introspectionShare = percent(introspection.perSecond, empty.perSecond);
  const refreshShare = percent(refresh.perSecond, empty.perSecond);
  const rows: Row[] = [
    { what: 'Argon2id alone', value: `${Math.round(argon2)}/s`, target: '', met: true },
    { what: 'Empty route', value: summary(empty), target: '', met: true },
    { what: 'Sign-in', value: summary(signIn), target: 'p95 < 200 ms', met: signIn.p95 < 200 },
    { what: 'Sign-in ÷ Argon2id', value: `${signInShare} %`, target: '≥ 60 %', met: signInShare >= 60 },
    { what: 'GET /users/me', value: summary(me), target: 'p95 < 200 ms', met: me.p95 < 200 },
    { what: 'GET /users/me ÷ empty route', value: `${meShare} %`, target: '≥ 60 %', met: meShare >= 60 },
    { what: 'Introspection', value: summary(introspection), target: '', met: introspection.refused === 0 },
    { what: 'Introspection ÷ empty route', value: `${introspectionShare} %`, target: '≥ 60 %', met: introspectionShare >= 60 },
    { what: 'Refresh', value: summary(refresh), target: '', met: refresh.refused === 0 },
    { what: 'Refresh ÷ empty route', value: `${refreshShare} %`, target: '≥ 25 %', met: refreshShare >= 25 },
    { what: 'Sign-in under flood', value: summary(flooded), target: '', met: true },
    {
      what: 'Refusals during the flood',
      value: `${flooded.refused}, p95 ${flooded.refusedP95} ms`,
      target: 'p95 < 500 ms',
      met: flooded.errors === 0 && flooded.refusedP95 < 500,
    },
    { what: 'GET /users/me during the flood', value: summary(during), target: 'p95 < 500 ms', met: during.p95 < 500 },
    { what: 'Memory, idle after start', value: `${idleMemory} MB`, target: '≤ 300 MB', met: idleMemory !== null && idleMemory <= 300 },
    { what: 'Memory, 20 s after the flood', value: `${memoryAfter} MB`, target: '', met: true },
    { what: 'One decision', value: `${decision} µs`, target: '≤ 20 µs', met: decision <= 20 },
    { what: 'JavaScript of /login', value: `${loginPage} kB gzip`, target: '≤ 130 kB', met: loginPage <= 130 },
  ];
  return {
    rows,
    raw: { argon2, empty, me, introspection, refresh, signIn, flooded, during, idleMemory, memoryAfter, decision, loginPage },
  };
}

function print(rows: Row[]): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  const middle = Math.max(...rows.map((row) => row.value.length));
  for (const row of rows) say(`${row.what.padEnd(width)}  ${row.value.padEnd(middle)}  ${row.target}${row.met ? '' : '  ✗ missed'}`);
}

await runMain(async () => {
  const server = await step('Starting Gatehouse', startBenchServer);
  try {
    const { rows, raw } = await measure(server);
    say();
    print(rows);
    const folder = inProject('bench-results');
    await mkdir(folder, { recursive: true });
    const file = `${new Date().toISOString().replaceAll(':', '-')}.json`;
    await writeFile(
      inProject('bench-results', file),
      `${JSON.stringify({ connections, seconds, cores: availableParallelism(), rows, raw }, null, 2)}\n`,
    );
    say(`\nWritten to bench-results/${file}`);
  } finally {
    await server.stop();
  }
});
