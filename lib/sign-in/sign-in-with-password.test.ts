import { describe, expect, it, vi } from 'vitest';
import { login, logout } from '#lib/contracts/auth.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { hashQueue } from '#lib/passwords/hash-queue.ts';
import { call, callInParallel, cookieOf, masked, maskedHeaders, statuses } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, newEmail, signInBrowser } from '#scripts/testing/people.ts';
import { events, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';

const sessionName = '__Host-gatehouse-session';
const deviceName = '__Host-gatehouse-device';

describe('POST /auth/login', () => {
  it('answers tokens, writes one session and one event, and remembers the sign-in', async () => {
    const person = await makePerson();
    const { result, events: written } = await withEvents(() => call(login, { body: { email: person.email, password: goodPassword } }));
    expect(result.status).toBe(200);
    expect(result.data).toMatchObject({
      status: 'signed_in',
      token_type: 'Bearer',
      expires_in: 900,
      refresh_expires_in: 7 * 86_400,
      user: { id: person.id, email: person.email, email_verified: true, roles: ['user'], permissions: [] },
    });
    expect(Date.parse(result.data.user.last_sign_in_at)).toBeGreaterThan(Date.now() - 10_000);
    expect(written).toMatchObject([
      { action: 'session.created', reason: 'password', actorId: person.id, subjectId: person.id, targetId: result.data.session_id },
    ]);
    expect(result.headers.get('cache-control')).toBe('no-store');
    expect(result.text).not.toMatch(/argon2|hash|sealed/i);
    // An application gets no session cookie; the device cookie only marks it as known.
    expect(result.cookies.map((line) => line.split('=')[0])).toEqual([deviceName]);
  });

  it('takes the e-mail address or the username, both without case', async () => {
    const person = await makePerson();
    const bodies = [
      { email: person.email.toUpperCase() },
      { email: `  ${person.email} ` },
      { username: person.username },
      { username: person.username.toUpperCase() },
      { username: person.username.toLowerCase() },
    ];
    for (const body of bodies) expect((await call(login, { body: { ...body, password: goodPassword } })).status).toBe(200);
  });

  it('compares the password exactly', async () => {
    const person = await makePerson();
    for (const password of [goodPassword.toUpperCase(), ` ${goodPassword}`, `${goodPassword} `, goodPassword.slice(1)]) {
      expect((await call(login, { body: { email: person.email, password } })).status).toBe(401);
      await db().user.update({ where: { id: person.id }, data: { failedSignIns: 0 } });
    }
  });

  it('remembers for 30 days only who asks for it', async () => {
    const person = await makePerson();
    const body = { email: person.email, password: goodPassword };
    expect((await call(login, { body: { ...body, remember_me: true } })).data.refresh_expires_in).toBe(30 * 86_400);
    const brief = await call(login, { body: { ...body, mode: 'cookie' } });
    const long = await call(login, { body: { ...body, mode: 'cookie', remember_me: true } });
    expect(brief.cookies.find((line) => line.startsWith(sessionName))).not.toMatch(/max-age|expires/i);
    expect(long.cookies.find((line) => line.startsWith(sessionName))).toContain('Max-Age=2592000');
  });

  it('cookie mode sets __Host- cookies that are Secure, HttpOnly and SameSite=Lax, and answers no token', async () => {
    const person = await makePerson();
    const answer = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' } });
    expect(Object.keys(answer.data).sort()).toEqual(['session_id', 'status', 'user']);
    expect(answer.cookies.map((line) => line.split('=')[0]).sort()).toEqual([deviceName, sessionName]);
    for (const line of answer.cookies) {
      expect(line).toMatch(/; Path=\/(;|$)/);
      expect(line).toContain('; HttpOnly');
      expect(line).toContain('; Secure');
      expect(line).toContain('; SameSite=Lax');
      expect(line).not.toMatch(/domain/i);
      expect(line.length).toBeLessThan(4096);
    }
    for (const line of answer.cookies) expect(answer.text).not.toContain(line.split(/[=;]/)[1]);
  });

  it('stores only the SHA-256 of tokens and cookies', async () => {
    const person = await makePerson();
    const answer = await call(login, { body: { email: person.email, password: goodPassword } });
    const browser = await signInBrowser(person);
    const rows = await everyRow();
    const secrets = [answer.data.refresh_token, ...[browser.sessionCookie, browser.deviceCookie].map((cookie) => cookie.split('=')[1])];
    for (const secret of [...secrets, answer.data.access_token.split('.')[2], goodPassword]) {
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(Buffer.from(secret).toString('hex'));
      expect(rows).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
    for (const secret of secrets) expect(rows).toContain(Buffer.from(sha256(secret)).toString('hex'));
  });

  it('every sign-in makes a new session; the one that the browser came with dies, a planted one too', async () => {
    const [victim, mallory] = [await makePerson(), await makePerson()];
    const planted = await signInBrowser(mallory);
    const answer = await call(login, {
      cookie: planted.sessionCookie,
      body: { email: victim.email, password: goodPassword, mode: 'cookie' },
    });
    expect(answer.status).toBe(200);
    const own = cookieOf(answer, sessionName);
    expect(own).not.toBe(planted.sessionCookie);
    expect((await call(getMe, { cookie: planted.sessionCookie })).status).toBe(401);
    expect((await call(getMe, { cookie: own })).data.id).toBe(victim.id);
    expect(await db().session.findUnique({ where: { id: planted.sessionId } })).toMatchObject({
      revokedReason: 'replaced',
      tokenHash: null,
    });
    // A made-up cookie is never taken over.
    const invented = `${sessionName}=${'a'.repeat(43)}`;
    const second = await call(login, { cookie: invented, body: { email: victim.email, password: goodPassword, mode: 'cookie' } });
    expect(cookieOf(second, sessionName)).not.toBe(invented);
    expect((await call(getMe, { cookie: invented })).status).toBe(401);
  });

  it('answers wrong password, unknown address, pending, suspended, locked and password-less accounts the same', async () => {
    const known = await makePerson();
    const pending = await makePerson({ verified: false });
    const suspended = await makePerson({ status: 'suspended' });
    const locked = await makePerson();
    await db().user.update({ where: { id: locked.id }, data: { failedSignIns: 5, lockedUntil: new Date(Date.now() + 900_000) } });
    const social = await makePerson();
    await db().user.update({ where: { id: social.id }, data: { passwordHash: null } });
    const names = [known, pending, suspended, locked, social].map(({ email }) => ({ email }));
    const bodies = [...names, { email: newEmail() }, { username: 'nobody-here' }, { username: known.username }];
    const { result: answers, events: written } = await withEvents(async () => {
      const all = [];
      for (const body of bodies) all.push(await call(login, { body: { ...body, password: 'not the password' } }));
      return all;
    });
    expect(statuses(answers)).toEqual({ 401: bodies.length });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
    expect(answers[0]?.code).toBe('INVALID_CREDENTIALS');
    expect(answers.flatMap(({ cookies }) => cookies)).toEqual([]);
    expect(written.map(({ action }) => action)).toEqual(Array(bodies.length).fill('session.denied'));
    expect((await call(login, { body: { email: locked.email, password: goodPassword } })).code).toBe('INVALID_CREDENTIALS');
  });

  it('only the right password tells that an account is pending or suspended, and signs nobody in', async () => {
    const pending = await makePerson({ verified: false });
    const suspended = await makePerson({ status: 'suspended' });
    const first = await withEvents(() => call(login, { body: { email: pending.email, password: goodPassword } }));
    const second = await withEvents(() => call(login, { body: { email: suspended.email, password: goodPassword } }));
    expect([first.result.status, first.result.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    expect([second.result.status, second.result.code]).toEqual([403, 'ACCOUNT_SUSPENDED']);
    expect(first.events).toMatchObject([{ action: 'session.denied', reason: 'email_not_verified' }]);
    expect(second.events).toMatchObject([{ action: 'session.denied', reason: 'suspended' }]);
    expect(await db().session.count({ where: { userId: { in: [pending.id, suspended.id] } } })).toBe(0);
    expect([...first.result.cookies, ...second.result.cookies]).toEqual([]);
  });

  it('a rejected sign-in is in the trail without what was typed', async () => {
    const typed = `secret-${newEmail()}`;
    await call(login, { body: { email: newEmail(), password: typed } });
    await call(login, { body: { email: typed, password: typed } });
    const rows = await everyRow();
    expect(rows).not.toContain(typed);
    expect((await events({ action: 'session.denied' })).at(-1)).toMatchObject({
      reason: 'unknown_account',
      subjectId: null,
      actorId: null,
    });
  });

  it.each([
    ['email', { password: goodPassword }],
    ['email', { email: 'a@example.com', username: 'ada', password: goodPassword }],
    ['email', { email: { contains: '@' }, password: goodPassword }],
    ['email', { email: ['a@example.com'], password: goodPassword }],
    ['username', { username: { not: '' }, password: goodPassword }],
    ['password', { email: 'a@example.com' }],
    ['password', { email: 'a@example.com', password: ['x'] }],
    ['password', { email: 'a@example.com', password: 'x'.repeat(513) }],
    ['remember_me', { email: 'a@example.com', password: goodPassword, remember_me: 'true' }],
    ['mode', { email: 'a@example.com', password: goodPassword, mode: 'admin' }],
    ['user_id', { email: 'a@example.com', password: goodPassword, user_id: 'x' }],
  ])('names the field %s when it is wrong, hashes nothing and writes nothing', async (path, body) => {
    const before = await rowCounts();
    const hashed = vi.spyOn(hashQueue, 'run');
    const answer = await call(login, { body });
    expect(hashed).not.toHaveBeenCalled();
    hashed.mockRestore();
    expect([answer.status, answer.fields.map((field) => field.path)]).toEqual([400, expect.arrayContaining([path])]);
    expect(await rowCounts()).toEqual(before);
  });

  it('a sign-in sent by another site is refused, so that nobody is signed in as somebody else', async () => {
    const person = await makePerson();
    const body = { email: person.email, password: goodPassword, mode: 'cookie' };
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await call(login, { body, headers });
      expect([answer.status, answer.cookies]).toEqual([403, []]);
    }
    expect((await call(login, { body, headers: { origin: 'http://localhost:3000' } })).status).toBe(200);
  });

  it('many parallel sign-ins of one person with the right password all succeed', async () => {
    const person = await makePerson();
    const answers = await callInParallel(30, login, () => ({ body: { email: person.email, password: goodPassword } }));
    expect(statuses(answers)).toEqual({ 200: 30 });
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ failedSignIns: 0, lockedUntil: null });
  });
});

describe('a signed-in browser', () => {
  it('writes from our own pages only', async () => {
    const { sessionCookie: cookie } = await signInBrowser(await makePerson());
    const body = { name: 'Ada' };
    const refused = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: '' },
      { origin: 'http://localhost:3000.evil.example' },
      { origin: 'http://localhost:3001' },
      { origin: 'https://localhost:3000' },
      { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
      { origin: '', 'sec-fetch-site': 'same-site' },
      { origin: '', 'sec-fetch-site': 'none' },
      { origin: '', 'sec-fetch-site': 'cross-site', referer: 'http://localhost:3000/profile' },
    ];
    const before = await rowCounts();
    for (const headers of refused) {
      const answer = await call(updateMe, { cookie, body, headers });
      expect([headers, answer.status, answer.code]).toEqual([headers, 403, 'FORBIDDEN']);
    }
    expect(await rowCounts()).toEqual(before);
    expect((await call(getMe, { cookie })).data.name).toBeNull();
    expect((await call(updateMe, { cookie, body, headers: { origin: '', 'sec-fetch-site': 'same-origin' } })).status).toBe(200);
    expect((await call(updateMe, { cookie, body: { name: 'Ada L.' } })).status).toBe(200);
  });

  it('is not signed out by another site', async () => {
    const { sessionCookie: cookie } = await signInBrowser(await makePerson());
    expect((await call(logout, { cookie, body: {}, headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await call(getMe, { cookie })).status).toBe(200);
  });

  it('two identities in one request are refused, whichever is valid', async () => {
    const person = await makePerson();
    const { sessionCookie: cookie } = await signInBrowser(person);
    const { access_token: bearer } = (await call(login, { body: { email: person.email, password: goodPassword } })).data;
    for (const [one, two] of [
      [cookie, bearer],
      [cookie, 'x.y.z'],
      [`${sessionName}=made-up`, bearer],
    ]) {
      const answer = await call(getMe, { cookie: one ?? '', bearer: two ?? '' });
      expect([answer.status, answer.fields[0]?.code]).toEqual([400, 'two_identities']);
    }
  });
});
