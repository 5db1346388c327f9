import { hash as bcrypt } from '@node-rs/bcrypt';
import { beforeAll, describe, expect, it } from 'vitest';
import { POST } from '#app/api/v1/admin/users/import/route.ts';
import { login } from '#lib/contracts/auth.ts';
import { getJob, importUsers } from '#lib/contracts/jobs.ts';
import { getUser, listUsers } from '#lib/contracts/managed-users.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call, readAnswer } from '#scripts/testing/api.ts';
import { workOffAnswered } from '#scripts/testing/background-jobs.ts';
import { totpCode } from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { makePool } from '#scripts/testing/pools.ts';
import { events, everyRow, rowCounts } from '#scripts/testing/rows.ts';
import { workOffJob } from './work-off-job.ts';

const password = 'nine purple submarines';
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

let bearer = '';
let admin: Person;
let adminBearer = '';

beforeAll(async () => {
  bearer = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
  admin = await makePerson({ role: 'admin' });
  adminBearer = (await signIn(admin)).accessToken;
});

type Options = { contentType?: string; query?: string; by?: string };

const send = (
  file: string | Uint8Array<ArrayBuffer>,
  { contentType = 'text/csv', query = '', by = bearer }: Options = {},
): Promise<ApiAnswer> => call(importUsers, { bearer: by, rawBody: file, contentType, query });

async function run(file: string, options: Options = {}) {
  return workOffAnswered(await send(file, options), bearer);
}

const csv = (...lines: string[]) => `${lines.join('\r\n')}\r\n`;
const ndjson = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const asNdjson = { contentType: 'application/x-ndjson' };

async function userBy(email: string) {
  const found = (await call(listUsers, { bearer, query: `?search=${encodeURIComponent(email)}` })).data;
  return found[0] && (await call(getUser, { bearer, params: { user_id: found[0].id } })).data;
}

describe('an import', () => {
  it('makes users of a CSV: found by search, each with an event, with no mail', async () => {
    const [one, two] = [newEmail(), newEmail()];
    const { job, errors } = await run(
      csv(
        '\ufeffE-Mail;Verified;Full name;Given name;username;phone;locale;time zone;metadata;status',
        `${one.toUpperCase()};yes;"Ada ""Countess"";
Lovelace";Ada;ada-${one.slice(0, 6)};+49 1512 3456789;de;Europe/Berlin;"{""plan"":""pro""}";`,
        '',
        `${two};;'=SUM(A1);;;;;;;suspended`,
      ).replace('\nLovelace', ' Lovelace'),
    );
    expect(errors).toEqual([]);
    expect(job).toMatchObject({ kind: 'users_import', status: 'done', total: 2, done: 2, failed: 0 });
    const ada = await userBy(one);
    expect(ada).toMatchObject({ email: one, email_verified: true, status: 'active', first_name: 'Ada', phone: '+4915123456789' });
    expect(ada).toMatchObject({
      phone_verified: false,
      locale: 'de',
      timezone: 'Europe/Berlin',
      metadata: { plan: 'pro' },
      roles: ['user'],
    });
    expect(ada.name).toBe('Ada "Countess"; Lovelace');
    expect((await userBy('+49 1512 3456789'))?.id).toBe(ada.id);
    expect(await userBy(two)).toMatchObject({ name: '=SUM(A1)', email_verified: false, status: 'suspended' });
    expect(await events({ subjectId: ada.id })).toMatchObject([{ action: 'user.imported', targetId: ada.id, result: 'success' }]);
    expect(await queuedMails(ada.id)).toEqual([]);
    const found = (await call(listUsers, { bearer, query: '?search=lovelace%20countess' })).data;
    expect(found.map(({ id }: { id: string }) => id)).toEqual([ada.id]);
  });

  it('puts each row into its pool, where alone its address and username must be free, and refuses a pool that there is not', async () => {
    const pool = await makePool();
    const known = await makePerson();
    const file = ndjson(
      { email: known.email, pool, username: known.username },
      { email: known.email, pool },
      { email: known.email },
      { email: newEmail(), pool: 'nowhere' },
    );
    for (const query of ['?dry_run=true', '']) {
      const { job, errors } = await run(file, { ...asNdjson, query });
      expect(job).toMatchObject({ done: 1, failed: 3 });
      expect(errors.map(({ row, field, code }: Record<string, unknown>) => [row, field, code])).toEqual([
        [2, 'email', 'repeated'],
        [3, 'email', 'taken'],
        [4, 'pool', 'unknown_pool'],
      ]);
    }
    const imported = await db().user.findMany({ where: { pool } });
    expect(imported).toMatchObject([{ username: known.username }]);
  });

  it('keeps password hashes, second factors and roles of another system', async () => {
    const [one, two] = [newEmail(), newEmail()];
    const hash = await bcrypt(password, { cost: 4 });
    const { errors } = await run(
      ndjson(
        { email: one, email_verified: true, password_hash: hash, roles: ['user', 'moderator'] },
        { email: two, email_verified: true, password_hash: `bcrypt$${hash}`, totp_secret: `${secret.toLowerCase()}====` },
      ),
      asNdjson,
    );
    expect(errors).toEqual([]);
    expect((await call(login, { body: { email: one, password } })).data.user.roles).toEqual(['moderator', 'user']);
    expect((await call(login, { body: { email: one, password: 'wrong' } })).status).toBe(401);
    const { verifySecondFactor } = await import('#lib/contracts/factors.ts');
    const challenge = await call(login, { body: { email: two, password } });
    expect([challenge.status, challenge.data.methods]).toEqual([202, ['totp']]);
    const body = { challenge_token: challenge.data.challenge_token, method: 'totp', code: totpCode(secret) };
    expect((await call(verifySecondFactor, { body })).status).toBe(200);
  });

  it('says of each row that is wrong which one, which field and why, imports the others, and repeats nothing of them', async () => {
    const known = await makePerson();
    const fresh = newEmail();
    const { job, errors } = await run(
      ndjson(
        { email: fresh, username: 'first-one' },
        { email: 'no address' },
        { email: known.email },
        { email: fresh.toUpperCase() },
        { email: newEmail(), username: 'First-One' },
        { email: newEmail(), username: known.username },
        { email: newEmail(), password_hash: 'tr0ub4dor&3' },
        { email: newEmail(), password_hash: '$2b$31$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234' },
        { email: newEmail(), totp_secret: 'JBSWY3DPEHPK3PXP' },
        { email: newEmail(), roles: ['nobody'] },
        { email: newEmail(), phone: '+49 1' },
        { email: newEmail(), password: 'in the clear' },
        { email: newEmail(), is_admin: true },
        { email: newEmail(), email_verified: 'yes' },
        [1],
      ).concat('\n{"email":\n'),
      asNdjson,
    );
    expect(job).toMatchObject({ total: 16, done: 1, failed: 15 });
    expect(errors.map(({ row, field, code }: { row: number; field: string | null; code: string }) => [row, field, code])).toEqual([
      [2, 'email', 'invalid'],
      [3, 'email', 'taken'],
      [4, 'email', 'repeated'],
      [5, 'username', 'repeated'],
      [6, 'username', 'taken'],
      [7, 'password_hash', 'unknown_format'],
      [8, 'password_hash', 'out_of_bounds'],
      [9, 'totp_secret', 'too_short'],
      [10, 'roles', 'unknown_role'],
      [11, 'phone', 'short_number'],
      [12, 'password', 'plain_password'],
      [13, 'is_admin', 'unknown_field'],
      [14, 'email_verified', 'invalid'],
      [15, null, 'invalid'],
      [16, null, 'invalid_json'],
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/tr0ub4dor|in the clear|no address/);
    expect(await everyRow()).not.toMatch(/tr0ub4dor|in the clear/);
  });

  it('gives nobody a role that whoever imports could not give', async () => {
    const rows = ['super_admin', 'admin', 'moderator', 'guest'].map((role) => ({ email: newEmail(), roles: [role] }));
    const { job, errors } = await run(ndjson(...rows), { ...asNdjson, by: adminBearer });
    expect(errors).toMatchObject([
      { row: 1, field: 'roles', code: 'not_grantable' },
      { row: 2, field: 'roles', code: 'not_grantable' },
    ]);
    expect(job).toMatchObject({ done: 2, failed: 2, owner_id: admin.id });
    expect((await userBy(rows[2]?.email ?? '')).roles).toEqual(['moderator']);
  });

  it('a dry run says the same and writes no user', async () => {
    const emails = Array.from({ length: 700 }, newEmail);
    const rows = [...emails, ...emails.slice(0, 2), 'wrong'].map((email) => ({ email }));
    const before = await rowCounts();
    const { job, errors } = await run(ndjson(...rows), { ...asNdjson, query: '?dry_run=true' });
    expect(job).toMatchObject({ dry_run: true, total: 703, done: 700, failed: 3 });
    expect(errors.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([
      [701, 'repeated'],
      [702, 'repeated'],
      [703, 'invalid'],
    ]);
    const after = await rowCounts();
    for (const table of ['public.user', 'public.user_role', 'public.factor', 'public.job_seen_key', 'public.job_chunk'])
      expect([table, after[table]]).toEqual([table, before[table]]);
    const real = await run(ndjson(...rows), asNdjson);
    expect([real.job.done, real.errors.map(({ row }: { row: number }) => row)]).toEqual([700, [701, 702, 703]]);
  });

  it('goes on where the last batch ended, whatever lies between two pieces of the file', async () => {
    const people = Array.from({ length: 1300 }, () => ({ email: newEmail(), name: `"Zoë ""Z"" ${'é '.repeat(50)},"` }));
    const answer = await send(
      csv('email,name,metadata', ...people.map(({ email, name }) => `${email},${name},"{""note"":""${'ü'.repeat(60)}""}"`)),
    );
    expect(await db().jobChunk.count({ where: { jobId: answer.data.id } })).toBe(2);
    for (let round = 0; round < 20; round += 1) {
      await db().backgroundJob.update({ where: { id: answer.data.id }, data: { leaseUntil: null } });
      await workOffJob({ job_id: answer.data.id });
    }
    const { data: job } = await call(getJob, { bearer, params: { job_id: answer.data.id } });
    expect(job).toMatchObject({ status: 'done', total: 1300, done: 1300, failed: 0 });
    for (const { email } of people.slice(0, 3)) expect(await userBy(email)).toBeDefined();
  });

  it('keeps nothing of the file once it is through', async () => {
    const { job } = await run(csv('email', newEmail()));
    expect(await db().jobChunk.count({ where: { jobId: job.id } })).toBe(0);
  });
});

describe('a file is refused as a whole', () => {
  it.each([
    ['', 'empty'],
    ['email\r\n', 'empty'],
    ['name\r\nAda\r\n', 'no_email'],
    ['email,shoe size\r\na@example.com,38\r\n', 'unknown_column'],
    ['email,password\r\na@example.com,x\r\n', 'plain_password'],
    ['email,e-mail\r\na@example.com,b@example.com\r\n', 'repeated_column'],
    ['email,name\r\na@example.com,"Ada\r\n', 'unterminated_quote'],
    [`email,name\r\na@example.com,"${'x'.repeat(70_000)}"\r\n`, 'row_too_long'],
  ])('%j: %s', async (file, code) => {
    const rows = async () => {
      const counts = await rowCounts();
      return ['public.background_job', 'public.job_chunk', 'vault.data_key', 'public.user'].map((table) => counts[table]);
    };
    const before = await rows();
    const answer = await send(file);
    expect([answer.status, answer.fields[0]?.code]).toEqual([400, code]);
    expect(await rows()).toEqual(before);
  });

  it('unless its columns are named: what is not meant is left out', async () => {
    const email = newEmail();
    const { job } = await run(csv('mail of,shoe size', `${email},38`), { query: '?columns=email,-' });
    expect(job).toMatchObject({ done: 1, failed: 0 });
    expect((await send(csv('a,b', 'c,d'), { query: '?columns=email' })).fields[0]?.code).toBe('wrong_number');
    expect((await send(csv('a,b', 'c,d'), { query: '?columns=email,rank' })).fields[0]?.code).toBe('unknown_field');
  });

  it('when it is of another kind, too large, or whoever sends it may not import', async () => {
    expect((await send('{}', { contentType: 'application/json' })).status).toBe(415);
    const large = await send(`email\n${'x'.repeat(60_000)}\n`.repeat(900));
    expect([large.status, large.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(await db().backgroundJob.count({ where: { failure: 'upload_incomplete' } })).toBe(0);
    const moderator = (await signIn(await makePerson({ role: 'moderator' }))).accessToken;
    expect((await send(csv('email', newEmail()), { by: moderator })).details.permission).toBe('admin.users.import');
  });

  it('when it breaks off: nothing of it runs', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(csv('email', newEmail()))),
      pull: (controller) => controller.error(new Error('gone')),
    });
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'text/csv' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const request = new Request('http://localhost:3000/api/v1/admin/users/import', init);
    const answer = await readAnswer(await POST(request, { params: Promise.resolve({}) }));
    expect(answer.status).toBe(500);
    expect(await db().backgroundJob.count({ where: { status: { in: ['queued', 'running'] } } })).toBe(0);
  });
});
