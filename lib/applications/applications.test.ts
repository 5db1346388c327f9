import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createApplication,
  deleteApplication,
  getApplication,
  listApplications,
  replaceApplication,
  updateApplication,
} from '#lib/contracts/applications.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { forgetAllowedOrigins, readAllowedOrigins } from './allowed-origins.ts';

let bearer = '';
let adminId = '';

beforeEach(async () => {
  await db().application.deleteMany();
  forgetAllowedOrigins();
  const admin = await makePerson({ role: 'super_admin' });
  adminId = admin.id;
  bearer = (await signIn(admin)).accessToken;
});

function create(body: Record<string, unknown> = {}): Promise<ApiAnswer> {
  return call(createApplication, { bearer, body: { name: 'Shop', allowed_origins: ['https://shop.example'], ...body } });
}

function update(application_id: string, body: unknown, ifMatch?: string): Promise<ApiAnswer> {
  return call(updateApplication, { bearer, params: { application_id }, body, headers: { 'if-match': ifMatch } });
}

const origins = async () => [...(await readAllowedOrigins()).keys()].sort();

describe('adding', () => {
  it('answers the application with its ETag and lets its origins in at once', async () => {
    expect(await origins()).toEqual([]);
    const { result, events } = await withEvents(() =>
      create({
        description: ' Where customers buy. ',
        allowed_origins: ['https://Shop.example:443', 'http://localhost:5173', 'https://shop.example'],
      }),
    );
    expect([result.status, result.headers.get('etag')]).toEqual([201, '"1"']);
    expect(result.data).toMatchObject({
      name: 'Shop',
      description: 'Where customers buy.',
      allowed_origins: ['https://shop.example', 'http://localhost:5173'],
      enabled: true,
      version: 1,
    });
    expect(await origins()).toEqual(['http://localhost:5173', 'https://shop.example']);
    expect(events).toMatchObject([
      {
        action: 'application.created',
        result: 'success',
        actorId: adminId,
        targetType: 'application',
        targetId: result.data.id,
        changedFields: ['name', 'description', 'allowed_origins', 'enabled', 'pool'],
      },
    ]);
    expect((await call(getApplication, { bearer, params: { application_id: result.data.id } })).data).toEqual(result.data);
  });

  it('refuses what is no origin, names which one it is, and writes nothing', async () => {
    const before = await rowCounts();
    const answer = await create({ allowed_origins: ['https://shop.example', 'https://*.shop.example', 'null'] });
    expect([answer.status, answer.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(answer.fields.map(({ path }) => path)).toEqual(['allowed_origins.1', 'allowed_origins.2']);
    expect((await create({ allowed_origins: Array.from({ length: 21 }, (_, index) => `https://shop-${index}.example`) })).status).toBe(400);
    expect((await create({ name: ' ' })).status).toBe(400);
    expect(await rowCounts()).toEqual(before);
  });

  it('gives a name once, also in 20 parallel tries', async () => {
    const answers = await callInParallel(20, createApplication, () => ({ bearer, body: { name: 'Shop', allowed_origins: [] } }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 19 });
    expect(answers.find(({ status }) => status === 409)?.fields).toMatchObject([{ path: 'name', code: 'taken' }]);
    const other = await create({ name: 'Other' });
    const renamed = await update(other.data.id, { name: 'Shop' });
    expect([renamed.status, renamed.code]).toEqual([409, 'CONFLICT']);
  });
});

describe('changing', () => {
  it('PATCH keeps what is not named, PUT sets it back, and both raise the version and say what changed', async () => {
    const { id } = (await create({ description: 'Old' })).data;
    const { result: patched, events } = await withEvents(() => update(id, { allowed_origins: ['https://new.example'] }));
    expect(patched.data).toMatchObject({ name: 'Shop', description: 'Old', allowed_origins: ['https://new.example'], version: 2 });
    expect(patched.headers.get('etag')).toBe('"2"');
    expect(events).toMatchObject([{ action: 'application.updated', targetId: id, changedFields: ['allowed_origins'] }]);
    const body = { name: 'Store', allowed_origins: ['https://new.example'] };
    const replaced = await call(replaceApplication, { bearer, params: { application_id: id }, body });
    expect(replaced.data).toMatchObject({ name: 'Store', description: '', enabled: true, version: 3 });
  });

  it('writes nothing when nothing differs', async () => {
    const { id } = (await create()).data;
    const before = await rowCounts();
    for (const body of [{}, { name: 'Shop' }, { allowed_origins: ['https://SHOP.example:443'], enabled: true }])
      expect((await update(id, body)).data.version).toBe(1);
    expect(await rowCounts()).toEqual(before);
  });

  it('a stale If-Match is refused for every kind of change, and changes nothing', async () => {
    const { id } = (await create()).data;
    await update(id, { description: 'New' });
    const params = { application_id: id };
    const headers = { 'if-match': '"1"' };
    const body = { name: 'Store', allowed_origins: [] };
    for (const contract of [replaceApplication, updateApplication, deleteApplication]) {
      const answer = await call(contract, { bearer, params, headers, ...('body' in contract && { body }) });
      expect([contract.id, answer.status, answer.code]).toEqual([contract.id, 412, 'PRECONDITION_FAILED']);
    }
    expect((await update(id, { description: 'Newer' }, '"2"')).data.version).toBe(3);
  });

  it('of 20 changes made to one version, one stands', async () => {
    const { id } = (await create()).data;
    const answers = await callInParallel(20, updateApplication, (index) => ({
      bearer,
      params: { application_id: id },
      body: { description: `Number ${index}` },
      headers: { 'if-match': '"1"' },
    }));
    expect(statuses(answers)).toEqual({ 200: 1, 412: 19 });
  });

  it('answers 404 for an id that names nothing, and writes nothing', async () => {
    const before = await rowCounts();
    const params = { application_id: uuidv7() };
    const body = { name: 'Store', allowed_origins: [] };
    for (const contract of [getApplication, replaceApplication, updateApplication, deleteApplication]) {
      const answer = await call(contract, { bearer, params, ...('body' in contract && { body }) });
      expect([contract.id, answer.status]).toEqual([contract.id, 404]);
    }
    expect(await rowCounts()).toEqual(before);
  });
});

describe('the allowed origins', () => {
  it('go with the application: switched off, on again, deleted', async () => {
    const { id } = (await create()).data;
    await create({ name: 'Other', allowed_origins: ['https://other.example'] });
    await update(id, { enabled: false });
    expect(await origins()).toEqual(['https://other.example']);
    await update(id, { enabled: true });
    expect(await origins()).toEqual(['https://other.example', 'https://shop.example']);
    const { result, events } = await withEvents(() => call(deleteApplication, { bearer, params: { application_id: id } }));
    expect(result.data).toEqual({ deleted: true });
    expect(events).toMatchObject([{ action: 'application.deleted', actorId: adminId, targetId: id }]);
    expect(await origins()).toEqual(['https://other.example']);
  });

  it('are read once for everybody who asks within a second', async () => {
    const reads = await Promise.all(Array.from({ length: 50 }, () => readAllowedOrigins()));
    expect(new Set(reads).size).toBe(1);
  });

  it('follow a change of another instance within a second', async () => {
    await create();
    await readAllowedOrigins();
    const other = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await other.connect();
    await other.query(`UPDATE application SET enabled = false`);
    await other.end();
    await wait(1000);
    expect(await origins()).toEqual([]);
  });

  it('are none while the database cannot be read: reading throws, and recovers', async () => {
    await create();
    await db().$executeRawUnsafe('ALTER TABLE application RENAME TO application_away');
    try {
      forgetAllowedOrigins();
      await expect(readAllowedOrigins()).rejects.toThrow();
    } finally {
      await db().$executeRawUnsafe('ALTER TABLE application_away RENAME TO application');
    }
    expect(await origins()).toEqual(['https://shop.example']);
  });
});

describe('the list', () => {
  it('pages through all of them, newest first, also while others are added', async () => {
    for (let index = 0; index < 5; index += 1) await create({ name: `Shop ${index}` });
    const first = await call(listApplications, { bearer, query: '?limit=2&total=true' });
    expect(first.data.map(({ name }: { name: string }) => name)).toEqual(['Shop 4', 'Shop 3']);
    const { pagination } = JSON.parse(first.text);
    expect(pagination).toMatchObject({ limit: 2, has_more: true, total: 5 });
    await create({ name: 'Newer' });
    const second = await call(listApplications, { bearer, query: `?limit=100&cursor=${pagination.next_cursor}` });
    expect(second.data.map(({ name }: { name: string }) => name)).toEqual(['Shop 2', 'Shop 1', 'Shop 0']);
    expect(JSON.parse(second.text).pagination).toEqual({ limit: 100, next_cursor: null, has_more: false });
  });
});
