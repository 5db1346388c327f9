// `npm run bench:seed`: fills a database with a million people and ten million events, and measures what administrators do
// in it, over HTTP, pages included. Other sizes: BENCH_USERS, BENCH_EVENTS. Not a test: nothing fails here.
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyFilters } from '#scripts/bench/any-filters.ts';
import { madeUpPerson } from '#scripts/bench/made-up.ts';
import { type BenchServer, residentMemory, startBenchServer } from '#scripts/bench/server.ts';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { runMain, say, step } from '#scripts/process/progress.ts';

const users = Number(process.env.BENCH_USERS ?? 1_000_000);
const events = Number(process.env.BENCH_EVENTS ?? 10_000_000);
const password = 'a bench password nobody uses';
const tries = 40;

type Row = { what: string; value: string; target: string; met: boolean };
type Times = { p50: number; p95: number };

async function inServer(server: BenchServer, script: string, ...args: string[]): Promise<string> {
  const { code, output } = await runNode(['--conditions=react-server', inProject('scripts', 'bench', script), ...args], {
    env: server.env,
  });
  if (code !== 0) throw new Error(output);
  return output;
}

/** Signs the bench's administrator in, as an application and as a browser. */
async function signIn(server: BenchServer): Promise<{ bearer: string; cookie: string }> {
  const ask = (mode: string) =>
    fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email: 'bench-service@example.com', password, mode }),
    });
  const { data } = (await (await ask('token')).json()) as { data: { access_token: string } };
  const cookie = (await ask('cookie')).headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return { bearer: data.access_token, cookie };
}

/** Milliseconds of requests made one after the other, after three that only warm up; each address in turn, each at least once. */
async function time(paths: readonly string[], headers: Record<string, string>, server: BenchServer): Promise<Times> {
  const all: number[] = [];
  for (let index = -3; index < Math.max(tries, paths.length); index += 1) {
    const path = paths[(index + paths.length * 3) % paths.length] ?? '';
    const startedAt = performance.now();
    const answer = await fetch(`${server.url}${path}`, { headers });
    const body = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${body}`);
    if (index >= 0) all.push(performance.now() - startedAt);
  }
  all.sort((one, other) => one - other);
  const at = (share: number) => Math.round((all[Math.ceil(all.length * share) - 1] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

const day = 24 * 60 * 60 * 1000;
const lists: Record<string, string> = {
  'newest first': '',
  'oldest first': '?sort=created_at',
  'last seen first': '?sort=-last_sign_in_at',
  suspended: '?status=suspended',
  'a seldom role': '?role=moderator',
  'with a second factor': '?mfa=true',
  'without one': '?mfa=false',
  'not confirmed': '?verified=false',
  'a common provider': '?provider=google',
  'a seldom provider': '?provider=github',
  'came in one month': `?created_after=${new Date(Date.now() - 400 * day).toISOString()}&created_before=${new Date(Date.now() - 370 * day).toISOString()}`,
  'not seen for a year': `?last_seen_before=${new Date(Date.now() - 365 * day).toISOString()}`,
  'three filters': '?status=active&mfa=true&provider=github',
  'three filters, last seen first': '?status=pending&mfa=true&provider=google&sort=-last_sign_in_at',
  'what contradicts itself': '?status=active&verified=false&sort=-last_sign_in_at',
  'a seldom name among many': '?search=lovham&provider=google&sort=-last_sign_in_at',
  'a common name among few': '?search=ada&verified=false&mfa=false&sort=-last_sign_in_at',
};
const searches: Record<string, string> = {
  'a common name': 'ada',
  'a seldom name': 'lovham',
  'two letters': 'ad',
  'two words': 'ada wag',
  'a domain of a tenth': 'acme.example',
  'two common words': 'ada acme.example',
  'what nobody has': 'zzzzqq',
};

async function firstUserIds(server: BenchServer, headers: Record<string, string>): Promise<string[]> {
  const answer = await fetch(`${server.url}/api/v1/users?limit=20&sort=created_at`, { headers });
  return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
}

/** Pages of a hundred to row 50,000; MB that the server grew from row 5,000 on. */
async function pageThrough(server: BenchServer, headers: Record<string, string>): Promise<{ p95: number; grownMb: number | null }> {
  let cursor = '';
  let before: number | null = null;
  const all: number[] = [];
  for (let page = 0; page < Math.min(500, users / 100); page += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${server.url}/api/v1/users?limit=100${cursor && `&cursor=${cursor}`}`, { headers });
    const { pagination } = (await answer.json()) as { pagination: { next_cursor: string } };
    all.push(performance.now() - startedAt);
    cursor = pagination.next_cursor;
    if (page === 50) before = await residentMemory(server.pid);
  }
  const after = await residentMemory(server.pid);
  all.sort((one, other) => one - other);
  return { p95: Math.round((all[Math.ceil(all.length * 0.95) - 1] ?? 0) * 10) / 10, grownMb: before && after ? after - before : null };
}

/** A hash as other systems keep it; nobody signs in with it here. */
const keptHash = `$2b$10$${'abcdefghijklmnopqrstu.'.repeat(3).slice(0, 53)}`;

/** Imported people a second, from the first byte of the file to the end of the job. */
async function importSpeed(server: BenchServer, headers: Record<string, string>, withHash: boolean): Promise<number> {
  const count = Math.min(20_000, users);
  const first = users + (withHash ? count : 0);
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ ...madeUpPerson(first + index), email_verified: true, ...(withHash && { password_hash: keptHash }) }),
  );
  const startedAt = performance.now();
  const answer = await fetch(`${server.url}/api/v1/admin/users/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  let { data: job } = (await answer.json()) as { data: { id: string; status: string; done: number; failed: number } };
  while (job.status === 'queued' || job.status === 'running') {
    await sleep(200);
    const asked = await fetch(`${server.url}/api/v1/admin/jobs/${job.id}`, { headers });
    ({ data: job } = (await asked.json()) as { data: typeof job });
  }
  if (job.status !== 'done' || job.done < count * 0.99) throw new Error(`The import ended as ${JSON.stringify(job)}.`);
  return Math.round(count / ((performance.now() - startedAt) / 1000));
}

async function measure(server: BenchServer, rows: Row[]): Promise<void> {
  const { bearer, cookie } = await signIn(server);
  const headers = { authorization: `Bearer ${bearer}` };
  const pages = { cookie };
  const add = (what: string, { p50, p95 }: Times, limit: number) =>
    rows.push({ what, value: `p50 ${p50} ms, p95 ${p95} ms`, target: `p95 ≤ ${limit} ms`, met: p95 <= limit });
  const api = (...paths: string[]) =>
    time(
      paths.map((path) => `/api/v1${path}`),
      headers,
      server,
    );
  for (const [name, query] of Object.entries(lists)) add(`Users, ${name}`, await api(`/users${query}`), 150);
  add('Users, any filters, searches and orders', await api(...anyFilters(500).map((query) => `/users${query}`)), 150);
  for (const [name, words] of Object.entries(searches))
    add(`Search, ${name}`, await api(`/users?search=${encodeURIComponent(words)}`), 150);
  const { email } = madeUpPerson(7);
  add('Search, a whole address', await api(`/users?search=${encodeURIComponent(email)}`), 150);
  add('Overview, 24 h', await api('/admin/dashboard'), 300);
  add('Overview, 90 d', await api('/admin/dashboard?range=90d'), 300);
  const ids = await firstUserIds(server, headers);
  add('A user', await api(...ids.map((id) => `/users/${id}`)), 200);
  add('A user’s events', await api(...ids.map((id) => `/users/${id}/audit-logs`)), 200);
  add('Trail, newest', await api('/admin/audit-logs'), 150);
  add('Trail, one kind of event', await api('/admin/audit-logs?action=session.denied&reason=locked'), 150);
  add('Trail, a group of kinds', await api('/admin/audit-logs?action=password.*'), 150);
  add('Page /admin', await time(['/admin?range=90d'], pages, server), 300);
  add('Page /admin/users', await time(['/admin/users'], pages, server), 300);
  add(
    'Page of a user',
    await time(
      ids.map((id) => `/admin/users/${id}`),
      pages,
      server,
    ),
    200,
  );
  for (const [what, withHash, least] of [
    ['Import without passwords', false, 2000],
    ['Import with kept hashes', true, 1000],
  ] as const) {
    const perSecond = await importSpeed(server, headers, withHash);
    rows.push({ what, value: `${perSecond} users/s`, target: `≥ ${least}/s`, met: perSecond >= least });
  }
  const { p95, grownMb } = await pageThrough(server, headers);
  rows.push({
    what: 'Pages of 100 to row 50,000',
    value: `p95 ${p95} ms, ${grownMb} MB more`,
    target: 'p95 ≤ 150 ms, flat',
    met: p95 <= 150 && (grownMb ?? 0) < 50,
  });
}

function show(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const middle = Math.max(...rows.map(({ value }) => value.length));
  say();
  for (const { what, value, target, met } of rows)
    say(`${what.padEnd(width)}  ${value.padEnd(middle)}  ${target}${met ? '' : '  ✗ missed'}`);
}

await runMain(async () => {
  const server = await step('Starting Gatehouse', startBenchServer);
  try {
    await inServer(server, 'seed-users.ts', '0', password);
    const seeded = await step(`Making up ${users} people and ${events} events`, () =>
      inServer(server, 'seed-at-size.ts', String(users), String(events)),
    );
    const { users_seconds: usersSeconds, seconds } = JSON.parse(seeded.trim().split('\n').at(-1) ?? '{}');
    const rows: Row[] = [{ what: 'Seeding', value: `${seconds} s (people ${usersSeconds} s)`, target: '≤ 900 s', met: seconds <= 900 }];
    try {
      await step('Measuring', () => measure(server, rows));
    } finally {
      // After a quarter of an hour of seeding, what was measured before something went wrong is worth seeing too.
      show(rows);
    }
    await mkdir(inProject('bench-results'), { recursive: true });
    const file = `${new Date().toISOString().replaceAll(':', '-')}-at-size.json`;
    await writeFile(
      inProject('bench-results', file),
      `${JSON.stringify({ users, events, cores: availableParallelism(), rows }, null, 2)}\n`,
    );
    say(`\nWritten to bench-results/${file}`);
  } finally {
    await server.stop();
  }
});
