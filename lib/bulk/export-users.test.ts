import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditContext } from '#lib/audit/record-event.ts';
import { exportUsers, getJobResult } from '#lib/contracts/jobs.ts';
import { addMember } from '#lib/contracts/organization-members.ts';
import { createOrganization } from '#lib/contracts/organizations.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { cleanUp } from '#lib/jobs/clean-up.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { showJob, workOff } from '#scripts/testing/background-jobs.ts';
import { makePeople, makePerson, makeSignedPerson, type SignedPerson } from '#scripts/testing/people.ts';
import { events } from '#scripts/testing/rows.ts';

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

async function exported(answer: ApiAnswer): Promise<string> {
  expect(answer.status).toBe(202);
  await workOff(answer.data.id);
  const file = await download(answer.data.id);
  expect(file.status).toBe(200);
  return file.text();
}

async function download(id: string, by = root.bearer): Promise<Response> {
  const { GET } = await import('#app/api/v1/admin/jobs/[job_id]/result/route.ts');
  const request = new Request(`http://localhost:3000/api/v1/admin/jobs/${id}/result`, { headers: { authorization: `Bearer ${by}` } });
  return GET(request, { params: Promise.resolve({ job_id: id }) });
}

describe('an export', () => {
  it('has everybody who matches once, as CSV and as NDJSON, and nothing that lets anybody in', async () => {
    const many = await makePeople(3, { status: 'suspended' });
    const filter = { status: 'suspended' };
    const csv = await exported(await call(exportUsers, { bearer: root.bearer, body: { format: 'csv', filter } }));
    const [head, ...lines] = csv.trimEnd().split('\r\n');
    expect(head).toMatch(/^id,email,email_verified,username,/);
    const found = lines.map((line) => line.split(',', 2));
    for (const { id, email } of many) expect(found.filter(([each]) => each === id)).toEqual([[id, email]]);
    expect(new Set(found.map(([id]) => id)).size).toBe(await db().user.count({ where: { status: 'suspended', deletedAt: null } }));
    const ndjson = await exported(await call(exportUsers, { bearer: root.bearer, body: { format: 'ndjson', filter } }));
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
    const csv = await exported(
      await call(exportUsers, { bearer: root.bearer, body: { format: 'csv', filter: { search: person.email.slice(2, 12) } } }),
    );
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
      await call(updateUser, { bearer: root.bearer, params: { user_id: person.id }, body: { name } });
      const csv = await exported(await call(exportUsers, { bearer: root.bearer, body: { format: 'csv', filter: { search: person.id } } }));
      expect(csv).toContain(`,${cell},`);
    }
  });

  it('is sealed at rest, fetched by whoever asked for it with a fresh proof, leaves an event, and is gone after a day', async () => {
    const answer = await call(exportUsers, { bearer: admin.bearer, body: { format: 'csv', filter: { search: admin.id } } });
    expect((await download(answer.data.id, admin.bearer)).status).toBe(404);
    await workOff(answer.data.id);
    const job = await showJob(answer.data.id, root.bearer);
    expect(job.result_url).toContain(`/admin/jobs/${job.id}/result`);
    expect(new Date(job.expires_at).getTime() - new Date(job.finished_at).getTime()).toBe(24 * 3600_000);
    const [chunk] = await db().jobChunk.findMany({ where: { jobId: job.id } });
    expect(Buffer.from(chunk?.sealed ?? []).includes(admin.email)).toBe(false);
    const file = await download(job.id, admin.bearer);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/);
    expect(file.headers.get('cache-control')).toBe('no-store');
    expect(await file.text()).toContain(admin.email);
    expect((await events({ action: 'job.result_fetched' })).slice(-1)).toMatchObject([{ actorId: admin.id, targetId: job.id }]);
    expect((await download(job.id)).status).toBe(403);
    expect((await download(job.id, moderator.bearer)).status).toBe(403);
    await db().backgroundJob.update({ where: { id: job.id }, data: { expiresAt: new Date() } });
    expect((await download(job.id, admin.bearer)).status).toBe(404);
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
    await cleanUp((text, values) => pool.query(text, values));
    await pool.end();
    expect(await db().jobChunk.count({ where: { jobId: job.id } })).toBe(0);
    expect(await db().dataKey.count({ where: { subjectId: job.id } })).toBe(0);
    expect((await showJob(job.id, root.bearer)).status).toBe('done');
  });

  it('says in which organizations somebody is, and as what', async () => {
    const person = await makePerson();
    const slug = `engines-${uuidv7().slice(-6)}`;
    const { data } = await call(createOrganization, { bearer: root.bearer, body: { name: 'Engines', slug } });
    await call(addMember, { bearer: root.bearer, params: { organization_id: data.id }, body: { user_id: person.id, role: 'admin' } });
    const ask = (format: string) => call(exportUsers, { bearer: root.bearer, body: { format, filter: { search: person.email } } });
    const [head = '', row = ''] = (await exported(await ask('csv'))).split('\n');
    expect(row.split(',')[head.split(',').indexOf('organizations')]).toBe(`${slug}:admin`);
    expect(JSON.parse(await exported(await ask('ndjson')))).toMatchObject({ organizations: [{ slug, role: 'admin' }] });
  });

  it('needs its permission, and a filter that the list would take', async () => {
    expect((await call(exportUsers, { bearer: moderator.bearer, body: { format: 'csv' } })).details.permission).toBe('admin.users.export');
    expect((await call(exportUsers, { bearer: root.bearer, body: { format: 'csv', filter: { mfa: 'true' } } })).status).toBe(400);
    expect((await call(getJobResult, { bearer: root.bearer, params: { job_id: uuidv7() } })).status).toBe(404);
  });
});
