import { beforeAll, describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { importUsers } from '#lib/contracts/jobs.ts';
import { getUser } from '#lib/contracts/managed-users.ts';
import { createRole } from '#lib/contracts/roles.ts';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { grantSystemRole } from '#lib/roles/grant-role.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { workOffAnswered } from '#scripts/testing/background-jobs.ts';
import { goodPassword, makePerson, makeSignedPerson, newEmail, type Person, type SignedPerson, signIn } from '#scripts/testing/people.ts';
import { events, withEvents } from '#scripts/testing/rows.ts';
import { listJobErrors as listErrors } from './list-jobs.ts';

let root: SignedPerson;
let admin: SignedPerson;

beforeAll(async () => {
  [root, admin] = await Promise.all([makeSignedPerson({ role: 'super_admin' }), makeSignedPerson({ role: 'admin' })]);
});

const ndjson = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

function send(file: string, query: string, by = admin, contentType = 'application/x-ndjson'): Promise<ApiAnswer> {
  return call(importUsers, { bearer: by.bearer, rawBody: file, contentType, query });
}

async function run(file: string, query: string, by = admin, contentType?: string) {
  return workOffAnswered(await send(file, query, by, contentType), root.bearer);
}

const show = async ({ id }: Person) => (await call(getUser, { bearer: root.bearer, params: { user_id: id } })).data;
const rowOf = ({ id }: Person) => db().user.findUniqueOrThrow({ where: { id } });

describe('an import that changes accounts', () => {
  it('changes what a row says and nothing else, with one event that tells before from after', async () => {
    const person = await makePerson();
    await db().user.update({ where: { id: person.id }, data: { locale: 'de', timezone: 'Europe/Berlin' } });
    const before = await show(person);
    const { result, events: written } = await withEvents(() =>
      run(
        `email,first_name,name,metadata\r\n${person.email.toUpperCase()},Augusta,,"{""plan"":""pro""}"\r\n`,
        '?mode=update',
        admin,
        'text/csv',
      ),
    );
    expect(result).toMatchObject({ errors: [], job: { status: 'done', total: 1, done: 1, failed: 0, updated: 1 } });
    expect(await show(person)).toEqual({
      ...before,
      first_name: 'Augusta',
      metadata: { plan: 'pro' },
      updated_at: expect.any(String),
    });
    expect(written.filter(({ action }) => action.startsWith('user.'))).toMatchObject([
      { action: 'user.updated', actorId: admin.id, subjectId: person.id, changedFields: ['first_name', 'metadata'] },
    ]);
    // The same file again finds everybody as they should be.
    const again = await withEvents(() => run(ndjson({ email: person.email, first_name: 'Augusta' }), '?mode=update'));
    expect(again.result.job).toMatchObject({ done: 1, updated: 1 });
    expect(again.events.filter(({ action }) => action.startsWith('user.'))).toEqual([]);
    // In NDJSON null empties a field.
    await run(ndjson({ email: person.email, first_name: null }), '?mode=update');
    expect((await show(person)).first_name).toBeNull();
  });

  it('never touches how somebody gets in, nor what is theirs to prove', async () => {
    const person = await makePerson();
    await db().user.update({ where: { id: person.id }, data: { emailVerifiedAt: null } });
    const [before, factors] = [await rowOf(person), await db().factor.count({ where: { userId: person.id } })];
    const row = {
      email: person.email,
      email_verified: true,
      phone: '+4915123456789',
      status: 'suspended',
      password_hash: '$2b$04$abcdefghijklmnopqrstuuW5fXQBQwqUQ8xKfR3Cn1sYp0wQ0c3Gy',
      totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      name: 'Mallory',
    };
    expect(await run(ndjson(row), '?mode=create_or_update', root)).toMatchObject({ errors: [], job: { updated: 1 } });
    const { nameSealed: _before, searchTokens: _tokens, updatedAt: _at, ...kept } = before;
    expect(await rowOf(person)).toMatchObject(kept);
    expect(await db().factor.count({ where: { userId: person.id } })).toBe(factors);
    await db().user.update({ where: { id: person.id }, data: { emailVerifiedAt: new Date() } });
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });

  it.each([
    ['create', { made: true, changed: false, errors: ['taken'] }],
    ['update', { made: false, changed: true, errors: ['unknown'] }],
    ['create_or_update', { made: true, changed: true, errors: [] }],
  ])('with mode %s', async (mode, expected) => {
    const [there, fresh] = [await makePerson(), newEmail()];
    const { job, errors } = await run(ndjson({ email: there.email, name: 'New' }, { email: fresh, name: 'New' }), `?mode=${mode}`);
    const isMade = (await db().user.count({ where: { emailIndex: await emailIndex(fresh) } })) === 1;
    expect([(await show(there)).name, isMade]).toEqual([expected.changed ? 'New' : null, expected.made]);
    expect(errors.map(({ code }: { code: string }) => code)).toEqual(expected.errors);
    expect(job).toMatchObject({ done: 2 - expected.errors.length, updated: Number(expected.changed) });
  });

  it('changes nobody of an equal or a higher rank, nor oneself; the others of the file are changed', async () => {
    const [other, moderator, plain] = await Promise.all([
      makeSignedPerson({ role: 'admin' }),
      makeSignedPerson({ role: 'moderator' }),
      makePerson(),
    ]);
    const everybody = [root, other, admin, moderator, plain];
    const before = await Promise.all(everybody.map(rowOf));
    const { job, errors } = await run(ndjson(...everybody.map(({ email }) => ({ email, name: 'Mallory' }))), '?mode=update');
    expect(errors.map(({ row, user_id, code }: Record<string, unknown>) => [row, user_id, code])).toEqual([
      [1, root.id, 'FORBIDDEN'],
      [2, other.id, 'FORBIDDEN'],
      [3, admin.id, 'FORBIDDEN'],
    ]);
    // What the page needs to say it in the reader's language; the API says it in English.
    const permission = 'admin.users.write';
    const kept = await listErrors(job.id, { limit: 10, after: 0 });
    expect(kept.map(({ details }) => details)).toEqual(['rank', 'rank', 'self'].map((reason) => ({ reason, permission })));
    expect(Object.keys(errors[0])).toEqual(['row', 'user_id', 'field', 'code', 'message']);
    expect(job).toMatchObject({ done: 2, failed: 3, updated: 2 });
    expect(await Promise.all([root, other, admin].map(rowOf))).toEqual(before.slice(0, 3));
    expect((await show(moderator)).name).toBe('Mallory');
  });

  it('gives roles that one could give, takes none, and does nothing of a row whose roles are refused', async () => {
    const name = `role_${uuidv7().slice(-6)}`;
    const wide = { name, display_name: 'Wide', rank: 10, permissions: ['admin.settings.write'] };
    expect((await call(createRole, { bearer: root.bearer, body: wide })).status).toBe(201);
    const [one, two, three, guest] = await Promise.all([makePerson(), makePerson(), makePerson(), makePerson({ role: 'guest' })]);
    await db().$transaction((transaction) => grantSystemRole(transaction, two.id, 'guest'));
    const { job, errors } = await run(
      ndjson(
        { email: one.email, name: 'Wider', roles: [name] },
        { email: two.email, roles: ['moderator'] },
        { email: three.email, name: 'Higher', roles: ['admin'] },
        { email: guest.email, name: 'Guest' },
      ),
      '?mode=update',
    );
    expect(errors.map(({ row, field, code }: Record<string, unknown>) => [row, field, code])).toEqual([
      [1, 'roles', 'not_grantable'],
      [3, 'roles', 'not_grantable'],
    ]);
    expect(job).toMatchObject({ done: 2, failed: 2, updated: 2 });
    // A row that says nothing of roles gives none, not even the one that new accounts have.
    expect((await show(guest)).roles).toEqual(['guest']);
    expect([(await show(one)).roles, (await show(one)).name]).toEqual([['user'], null]);
    expect((await show(two)).roles.toSorted()).toEqual(['guest', 'moderator', 'user']);
    expect(await events({ subjectId: two.id, action: 'role.granted' })).toMatchObject([{ actorId: admin.id }]);
  });

  it('a dry run says the same and writes nothing of it', async () => {
    const [plain, named, other] = await Promise.all([makePerson(), makePerson(), makePerson()]);
    const rows = ndjson(
      { email: plain.email, name: 'Dry', roles: ['moderator'] },
      { email: root.email, name: 'Dry' },
      { email: plain.email, name: 'Twice' },
      { email: (await makePerson()).email, username: other.username },
      { email: named.email, username: named.username, name: 'Own' },
    );
    const kept = async () => [await rowOf(plain), await rowOf(root), await db().userRole.count()];
    const before = await kept();
    const denied = await events({ action: 'permission.denied' });
    const dry = await run(rows, '?mode=update&dry_run=true');
    expect(dry.job).toMatchObject({ dry_run: true, done: 2, failed: 3, updated: 2 });
    expect(await kept()).toEqual(before);
    expect(await events({ action: 'permission.denied' })).toEqual(denied);
    expect(await events({ subjectId: plain.id, action: 'user.updated' })).toEqual([]);
    const wet = await run(rows, '?mode=update');
    const codes = (errors: { row: number; code: string }[]) => errors.map(({ row, code }) => [row, code]);
    expect(codes(wet.errors)).toEqual(codes(dry.errors));
    expect(codes(dry.errors)).toEqual([
      [2, 'FORBIDDEN'],
      [3, 'repeated'],
      [4, 'taken'],
    ]);
    expect((await show(plain)).name).toBe('Dry');
  });

  it('needs the permission to change users, at the start and for each row', async () => {
    const role = `role_${uuidv7().slice(-6)}`;
    const { data } = await call(createRole, {
      bearer: root.bearer,
      body: { name: role, display_name: 'Importer', rank: 50, permissions: ['admin.users.import'] },
    });
    const importer = await makePerson();
    await db().userRole.create({ data: { id: uuidv7(), userId: importer.id, roleId: data.id } });
    const signed = { ...importer, bearer: (await signIn(importer)).accessToken };
    const file = ndjson({ email: newEmail() });
    for (const mode of ['update', 'create_or_update']) {
      const refused = await send(file, `?mode=${mode}`, signed);
      expect([refused.status, refused.details.permission]).toEqual([403, 'admin.users.write']);
    }
    expect((await send(file, '?mode=everything', signed)).status).toBe(400);
    expect((await send(file, '', signed)).status).toBe(202);
  });
});
