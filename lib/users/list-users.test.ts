import { beforeAll, describe, expect, it } from 'vitest';
import { createUser } from '#lib/accounts/create-user.ts';
import { sealPersonalData } from '#lib/accounts/personal-data.ts';
import { getUser, listUsers, updateUser } from '#lib/contracts/managed-users.ts';
import { removePhone, updateMe } from '#lib/contracts/users.ts';
import { phoneIndex, phoneToken, searchTokens } from '#lib/crypto/blind-index.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { makePersonWithPhone, newPhone } from '#scripts/testing/texts.ts';
import { listUsers as readUsers } from './list-users.ts';

let bearer = '';
let moderator: Person;
let ada: string;
let adam: string;
let adaEmail = '';

async function make(email: string, name: string | null, username: string | null = null): Promise<string> {
  const user = await inTransaction((transaction) =>
    createUser(transaction, { pool: defaultPool, email, emailVerified: true, name, username, passwordHash: null, role: 'user' }),
  );
  if (!user) throw new Error('The address is taken.');
  return user.id;
}

beforeAll(async () => {
  moderator = await makePerson({ role: 'moderator' });
  bearer = (await signIn(moderator)).accessToken;
  adaEmail = `lovelace.${newEmail()}`;
  ada = await make(adaEmail, 'Ada Lovelace', 'countess');
  adam = await make(newEmail(), 'Ádám  Müller');
});

const ask = (query: Record<string, string | undefined>) =>
  call(listUsers, { bearer, query: `?${new URLSearchParams(JSON.parse(JSON.stringify(query)))}` });
const idsOf = (answer: ApiAnswer): string[] => answer.data.map(({ id }: { id: string }) => id);
const found = async (search: string) => idsOf(await ask({ search, limit: '100' }));

describe('searching', () => {
  it('finds fragments of name, address and username, also of several words, whatever their case', async () => {
    for (const text of ['Lovelace', 'OVELA', 'ada lov', 'lovelace ada', 'a', 'ad', 'lo', 'ountess', 'lovelace.', adaEmail.slice(0, 15)])
      expect([text, (await found(text)).includes(ada)]).toEqual([text, true]);
    expect(await found('müller')).toEqual([adam]);
    expect(await found('ÁDÁM MÜLLER')).toEqual([adam]);
  });

  it('shows nobody who is not meant: short fragments count at the beginning of a word, all words must occur', async () => {
    for (const text of ['ov', 'lovelace müller', 'lovelacx', 'l ada zz'])
      expect([text, (await found(text)).includes(ada)]).toEqual([text, false]);
  });

  it('never shows somebody whose trigrams match and whose texts do not', async () => {
    const text = `quixotic${uuidv7().slice(-6)}`;
    const impostor = await make(newEmail(), 'Nobody');
    await db().user.update({ where: { id: impostor }, data: { searchTokens: await searchTokens([text]) } });
    const meant = await make(newEmail(), text);
    expect(await found(text)).toEqual([meant]);
  });

  it('fills a page by going on behind those who are not meant', async () => {
    const text = `zephyr${uuidv7().slice(-6)}`;
    const meant: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      meant.unshift(await make(newEmail(), text));
      const impostor = await make(newEmail(), null);
      await db().user.update({ where: { id: impostor }, data: { searchTokens: await searchTokens([text]) } });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 20; page += 1) {
      const answer: ApiAnswer = await ask({ search: text, limit: '2', ...(cursor && { cursor }) });
      expect(answer.data.length).toBeLessThanOrEqual(2);
      seen.push(...idsOf(answer));
      cursor = JSON.parse(answer.text).pagination.next_cursor;
      if (cursor === null) break;
    }
    expect(seen).toEqual(meant);
  });

  it('finds a whole address, a confirmed phone number and an id without any trigram', async () => {
    await db().user.update({ where: { id: ada }, data: { searchTokens: [] } });
    const dataKey = await findDataKey(db(), ada);
    if (!dataKey) throw new Error('no key');
    const phone = '+4915123456789';
    const sealed = sealPersonalData(dataKey, ada, { phone });
    await db().user.update({ where: { id: ada }, data: { ...sealed, phoneIndex: await phoneIndex(phone), phoneVerifiedAt: new Date() } });
    for (const text of [adaEmail, adaEmail.toUpperCase(), phone, '+49 1512 3456789', ada, ada.toUpperCase()])
      expect([text, await found(text)]).toEqual([text, [ada]]);
    const tokens = await searchTokens([adaEmail, 'Ada Lovelace', 'countess']);
    await db().user.update({ where: { id: ada }, data: { searchTokens: tokens } });
  });

  it('finds a number that nobody confirmed, as a whole and however it is spelt, and no more once it is changed or removed', async () => {
    const [phone, next] = [newPhone(), newPhone()];
    const { id, email } = await makePerson({ phone });
    const person = { id, email, username: '' };
    const impostor = await make(newEmail(), null);
    await db().user.update({ where: { id: impostor }, data: { searchTokens: [await phoneToken(phone)] } });
    const other = (await makePerson({ phone })).id;
    for (const text of [
      phone,
      `${phone.slice(0, 3)} ${phone.slice(3, 7)} / ${phone.slice(7)}`,
      `${phone.slice(0, 3)} (0) ${phone.slice(3)}`,
    ])
      expect([text, await found(text)]).toEqual([text, [other, id]]);
    for (const part of [phone.slice(0, -1), phone.slice(1), phone.slice(3), phone.slice(0, 6), phone.slice(-5)])
      expect([part, await found(part)]).toEqual([part, []]);
    const { accessToken } = await signIn(await makePerson({ role: 'admin' }));
    expect((await call(updateUser, { bearer: accessToken, params: { user_id: id }, body: { name: 'Renamed' } })).status).toBe(200);
    expect(await found(phone)).toEqual([other, id]);
    expect((await call(updateMe, { bearer: (await signIn(person)).accessToken, body: { first_name: 'Once more' } })).status).toBe(200);
    expect(await found(phone)).toEqual([other, id]);
    const owner = await makePersonWithPhone(next, person);
    expect([await found(phone), await found(next), await found('renamed')]).toEqual([[other], [id], [id]]);
    await call(removePhone, { bearer: owner.bearer });
    expect([await found(next), await found('renamed')]).toEqual([[], [id]]);
    const { searchTokens: left } = await db().user.findUniqueOrThrow({ where: { id } });
    for (const gone of [phone, next]) expect(left).not.toContain(await phoneToken(gone));
  });

  it('knows a new name at once, and the old one no more', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const [first, second] = [`first${uuidv7().slice(-6)}`, `second${uuidv7().slice(-6)}`];
    await call(updateMe, { bearer: session.accessToken, body: { name: first } });
    expect(await found(first)).toEqual([person.id]);
    await call(updateMe, { bearer: session.accessToken, body: { last_name: second, name: null } });
    expect([await found(first), await found(second), await found(person.email)]).toEqual([[], [person.id], [person.id]]);
  });
});

describe('filters', () => {
  it('each leaves exactly those it says, alone and together', async () => {
    const mark = `filter${uuidv7().slice(-6)}`;
    const plain = await make(`${mark}.${newEmail()}`, 'Plain');
    const suspended = await make(`${mark}.${newEmail()}`, 'Suspended');
    const deleted = await make(`${mark}.${newEmail()}`, 'Deleted');
    const unverified = await make(`${mark}.${newEmail()}`, 'Unverified');
    const connected = await make(`${mark}.${newEmail()}`, 'Connected');
    const secured = await makePerson({ role: 'moderator' });
    await enrol(secured);
    const seen = new Date('2025-05-05T05:05:05Z');
    await db().user.update({ where: { id: suspended }, data: { status: 'suspended', suspendedAt: new Date(), lastSignInAt: seen } });
    await db().user.update({ where: { id: deleted }, data: { status: 'deletion_scheduled', deletedAt: new Date() } });
    await db().user.update({ where: { id: unverified }, data: { status: 'pending', emailVerifiedAt: null } });
    await db().user.update({ where: { id: plain }, data: { createdAt: new Date('2020-01-02T00:00:00Z') } });
    await db().account.create({
      data: { id: uuidv7(), userId: connected, type: 'oauth', provider: 'https://github.com', providerAccountId: mark },
    });
    const search = mark;
    for (const [filter, expected] of [
      [{}, [connected, unverified, suspended, plain]],
      [{ status: 'suspended' }, [suspended]],
      [{ status: 'pending' }, [unverified]],
      [{ status: 'deletion_scheduled' }, [deleted]],
      [{ status: 'active' }, [connected, plain]],
      [{ verified: 'false' }, [unverified]],
      [{ verified: 'true', status: 'active', sort: 'created_at' }, [plain, connected]],
      [{ provider: 'github' }, [connected]],
      [{ provider: 'google' }, []],
      [{ provider: 'nothing' }, []],
      [{ created_before: '2020-06-01T00:00:00Z' }, [plain]],
      [{ created_after: '2020-06-01T00:00:00Z', status: 'active' }, [connected]],
      [{ last_seen_after: '2025-01-01T00:00:00Z' }, [suspended]],
      [{ last_seen_after: '2025-01-01T00:00:00Z', last_seen_before: '2025-05-05T05:05:05Z' }, []],
      [{ sort: '-last_sign_in_at', status: 'suspended' }, [suspended]],
      [{ role: 'user', status: 'suspended' }, [suspended]],
      [{ role: 'super_admin' }, []],
      [{ mfa: 'true' }, []],
      [{ mfa: 'false', provider: 'github' }, [connected]],
    ] as const)
      expect([filter, idsOf(await ask({ search, ...filter }))]).toEqual([filter, expected]);
    expect(idsOf(await ask({ mfa: 'true', role: 'moderator', limit: '100' }))).toEqual([secured.id]);
    expect(idsOf(await ask({ role: 'moderator', limit: '100' })).sort()).toEqual([moderator.id, secured.id].sort());
    await db().userRole.updateMany({ where: { userId: secured.id }, data: { expiresAt: new Date(Date.now() - 1000) } });
    expect(idsOf(await ask({ role: 'moderator' }))).toEqual([moderator.id]);
    const counted = await ask({ search, status: 'active', total: 'true', limit: '1' });
    expect(JSON.parse(counted.text).pagination).toMatchObject({ total: 2, has_more: true });
  });

  it('what is left is paged like the whole list', async () => {
    const people = await Promise.all([1, 2, 3].map((number) => make(newEmail(), `Grouped ${number}`)));
    const data = people.flatMap((userId) =>
      ['one', 'other'].map((name) => ({
        id: uuidv7(),
        userId,
        type: 'oauth',
        provider: 'https://accounts.google.com',
        providerAccountId: `${userId} ${name}`,
      })),
    );
    await db().account.createMany({ data });
    for (const sort of ['created_at', '-last_sign_in_at']) {
      const filter = { provider: 'google', mfa: 'false', sort, limit: '2', total: 'true' };
      const first = await ask(filter);
      const { pagination } = JSON.parse(first.text);
      expect(pagination).toMatchObject({ total: 3, has_more: true });
      const second = await ask({ ...filter, cursor: pagination.next_cursor });
      expect(JSON.parse(second.text).pagination).toMatchObject({ total: 3, has_more: false });
      expect([...idsOf(first), ...idsOf(second)].sort()).toEqual([...people].sort());
    }
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      { status: 'erased' },
      { status: 'gone' },
      { mfa: 'yes' },
      { sort: 'email' },
      { created_after: 'yesterday' },
      { role: "x' OR 1=1" },
      { provider: '%' },
      { search: 'a'.repeat(121) },
      { password: 'x' },
    ])
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
  });
});

describe('sorting and paging', () => {
  it.each(['-created_at', 'created_at', '-last_sign_in_at', 'last_sign_in_at'])('by %s shows everybody once', async (sort) => {
    const now = Date.now();
    const everybody = await db().user.findMany({ where: { deletedAt: null }, select: { id: true } });
    // Some share a time, and some never signed in: the id decides between them.
    for (const [index, { id }] of everybody.entries())
      if (id !== moderator.id && index % 3 > 0)
        await db().user.update({ where: { id }, data: { lastSignInAt: new Date(now - (index % 4) * 1000) } });
    const seen: { id: string; key: number }[] = [];
    let cursor: string | null = null;
    do {
      const answer: ApiAnswer = await ask({ sort, limit: '3', ...(cursor && { cursor }) });
      const field = sort.replace('-', '');
      seen.push(...answer.data.map((user: Record<string, string>) => ({ id: user.id, key: new Date(user[field] ?? 0).getTime() })));
      cursor = JSON.parse(answer.text).pagination.next_cursor;
    } while (cursor);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.length).toBe(everybody.length);
    const keys = seen.map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted((a, b) => (sort.startsWith('-') ? b - a : a - b)));
  });

  it('a cursor of one order is none of another', async () => {
    const cursor = JSON.parse((await ask({ limit: '1' })).text).pagination.next_cursor;
    expect((await ask({ limit: '1', sort: 'created_at', cursor })).status).toBe(400);
  });
});

it('a page costs one query, filters, a search, a role and the total one more each, however many are on it', async () => {
  await readUsers({ limit: 1 });
  for (const [filter, queries] of [
    [{ limit: 3 }, 1],
    [{ limit: 100 }, 1],
    [{ limit: 100, search: 'example' }, 2],
    [{ limit: 100, search: 'example', status: 'active' }, 2],
    [{ limit: 2, search: 'example' }, 2],
    [{ limit: 100, role: 'user', sort: 'last_sign_in_at' }, 3],
    [{ limit: 100, provider: 'github', status: 'active' }, 2],
    [{ limit: 5, total: true }, 2],
  ] as const)
    expect([filter, await countQueries(() => readUsers(filter))]).toEqual([filter, queries]);
});

it('a user is shown whole, and as nobody else sees them', async () => {
  const { data, headers, status } = await call(getUser, { bearer, params: { user_id: ada } });
  expect([status, headers.get('etag')]).toEqual([200, expect.stringMatching(/^"[\w-]+"$/)]);
  expect(data).toMatchObject({
    id: ada,
    email: adaEmail,
    name: 'Ada Lovelace',
    username: 'countess',
    status: 'active',
    roles: ['user'],
    permissions: [],
    second_factor_enabled: false,
    pool: 'default',
    organizations: [],
    second_factor_required_at: null,
    locked_until: null,
    suspended_at: null,
    deleted_at: null,
  });
  const ordinary = await signIn(await makePerson());
  expect((await call(getUser, { bearer: ordinary.accessToken, params: { user_id: ada } })).status).toBe(403);
  expect((await call(listUsers, { bearer: ordinary.accessToken })).status).toBe(403);
  expect((await call(listUsers)).status).toBe(401);
  expect((await call(getUser, { bearer, params: { user_id: uuidv7() } })).status).toBe(404);
  await db().dataKey.delete({ where: { subjectId: adam } });
  expect((await call(getUser, { bearer, params: { user_id: adam } })).status).toBe(404);
  expect((await found('müller')).length).toBe(0);
});
