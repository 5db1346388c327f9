import { describe, expect, it } from 'vitest';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';

describe('GET /users/me', () => {
  it('shows exactly the documented fields of the caller', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const answer = await call(getMe, { bearer });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({
      id: person.id,
      email: person.email,
      email_verified: true,
      username: person.username,
      name: null,
      first_name: null,
      last_name: null,
      phone: null,
      phone_verified: false,
      avatar_url: null,
      locale: 'en',
      timezone: 'UTC',
      status: 'active',
      roles: ['user'],
      permissions: [],
      second_factor_enabled: false,
      metadata: {},
      created_at: expect.any(String),
      updated_at: expect.any(String),
      last_sign_in_at: expect.any(String),
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('vary')).toMatch(/authorization.*cookie/i);
  });

  it('answers the same to a browser and 401 to nobody', async () => {
    const person = await makePerson();
    const { sessionCookie: cookie } = await signInBrowser(person);
    expect((await call(getMe, { cookie })).data.id).toBe(person.id);
    expect((await call(getMe)).code).toBe('UNAUTHENTICATED');
  });
});

describe('PATCH /users/me', () => {
  it('changes the given fields only, in one event whose values are sealed', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    await call(updateMe, { bearer, body: { name: 'Ada Before' } });
    const { result, events } = await withEvents(() =>
      call(updateMe, { bearer, body: { name: ' Ada Quirinelle ', first_name: 'Quirinelle', timezone: 'Europe/Berlin', locale: 'de' } }),
    );
    expect(result.status).toBe(200);
    expect(result.data).toMatchObject({
      name: 'Ada Quirinelle',
      first_name: 'Quirinelle',
      last_name: null,
      timezone: 'Europe/Berlin',
      locale: 'de',
    });
    expect((await call(getMe, { bearer })).data).toEqual(result.data);
    expect(events).toMatchObject([
      { action: 'user.updated', changedFields: expect.arrayContaining(['name', 'firstName', 'timezone', 'locale']) },
    ]);
    expect(await everyRow()).not.toMatch(/quirinelle/i);
  });

  it('clears with null or an empty text', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    await call(updateMe, { bearer, body: { name: 'Ada', first_name: 'Ada' } });
    expect((await call(updateMe, { bearer, body: { name: null, first_name: '  ' } })).data).toMatchObject({ name: null, first_name: null });
  });

  it('writes nothing when nothing changes', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    await call(updateMe, { bearer, body: { name: 'Ada' } });
    const before = await everyRow();
    expect((await call(updateMe, { bearer, body: { name: 'Ada' } })).status).toBe(200);
    expect(await everyRow()).toBe(before);
  });

  it.each([
    'id',
    'email',
    'email_verified',
    'emailVerified',
    'phone',
    'phone_verified',
    'status',
    'role',
    'roles',
    'permissions',
    'is_admin',
    'isAdmin',
    'password',
    'password_hash',
    'created_at',
    'metadata',
    'organization_id',
    'orgId',
    'locked_until',
    'pool',
    'second_factor_enabled',
  ])('does not let anybody set %s', async (name) => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const before = await db().user.findUnique({ where: { id: person.id }, include: { roles: true } });
    for (const value of ['admin', true, ['super_admin'], null]) {
      const answer = await call(updateMe, { bearer, body: { name: 'Mallory', [name]: value } });
      expect([answer.status, answer.fields]).toMatchObject([400, [{ path: name }]]);
    }
    expect(await db().user.findUnique({ where: { id: person.id }, include: { roles: true } })).toEqual(before);
  });

  it.each([
    ['name', { name: 'x'.repeat(121) }],
    ['name', { name: 'a\u202eb' }],
    ['first_name', { first_name: 'x'.repeat(81) }],
    ['username', { username: '' }],
    ['username', { username: 'admin@example.com' }],
    ['username', { username: 'аdmin' }],
    ['timezone', { timezone: 'Mars/Olympus' }],
    ['locale', { locale: 'fr' }],
    ['', {}],
  ])('names the field %j when it is wrong', async (path, body) => {
    const { accessToken: bearer } = await signIn(await makePerson());
    const before = await rowCounts();
    const answer = await call(updateMe, { bearer, body });
    expect([answer.status, answer.fields.map((field) => field.path)]).toEqual([400, [path]]);
    expect(await rowCounts()).toEqual(before);
  });

  it("refuses somebody else's username, without case, also to two people at once", async () => {
    const [ada, bob, eve] = [await makePerson(), await makePerson(), await makePerson()];
    const tokens = [await signIn(bob), await signIn(eve)].map(({ accessToken }) => accessToken);
    const taken = await call(updateMe, { bearer: tokens[0] ?? '', body: { username: ada.username.toUpperCase() } });
    expect([taken.status, taken.code, taken.fields]).toMatchObject([409, 'CONFLICT', [{ path: 'username', code: 'taken' }]]);
    const answers = await callInParallel(2, updateMe, (index) => ({ bearer: tokens[index] ?? '', body: { username: 'wanted-by-two' } }));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 1 });
  });

  it('needs a caller', async () => {
    expect((await call(updateMe, { body: { name: 'Mallory' } })).code).toBe('UNAUTHENTICATED');
  });
});
