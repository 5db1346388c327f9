import { describe, expect, it } from 'vitest';
import { logout } from '#lib/contracts/auth.ts';
import { listSessions, revokeOtherSessions, revokeSession } from '#lib/contracts/sessions.ts';
import type { SessionShape } from '#lib/contracts/shapes.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type CallOptions, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { rowCounts, withEvents } from '#scripts/testing/rows.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function isSignedIn(identity: CallOptions): Promise<boolean> {
  return (await call(getMe, identity)).status === 200;
}

/** Three ways in of one person, and a bystander who must never be affected. */
async function scene() {
  const person = await makePerson();
  const [application, browser, other] = [await signIn(person), await signInBrowser(person), await signInBrowser(person)];
  const bystander = await signIn(await makePerson());
  return {
    person,
    application: { bearer: application.accessToken },
    browser: { cookie: browser.sessionCookie },
    other: { cookie: other.sessionCookie },
    bystander: { bearer: bystander.accessToken },
    ids: { application: application.sessionId, browser: browser.sessionId, other: other.sessionId, bystander: bystander.sessionId },
  };
}

async function liveSessions(person: Person): Promise<number> {
  return db().session.count({ where: { userId: person.id, revokedAt: null } });
}

describe('GET /users/me/sessions', () => {
  it('lists the own live sessions, newest first, with device and address, and marks the current one', async () => {
    const person = await makePerson();
    const first = await signIn(person, { ip: '203.0.113.9', headers: { 'user-agent': firefox } });
    const second = await signInBrowser(person);
    await signIn(await makePerson());
    const { status, data } = await call(listSessions, { cookie: second.sessionCookie });
    expect(status).toBe(200);
    expect(data.map((session: SessionShape) => [session.id, session.current, session.kind])).toEqual([
      [second.sessionId, true, 'browser'],
      [first.sessionId, false, 'api'],
    ]);
    expect(data[1]).toMatchObject({ ip: '203.0.113.9', method: 'password', device: { browser: 'Firefox', os: 'Linux', type: 'desktop' } });
  });

  it('names the country of the address, and none for a private one, and what was proved', async () => {
    const person = await makePerson();
    const away = await signIn(person, { ip: '91.0.0.1' });
    await signIn(person, { ip: '192.168.1.1' });
    const { data } = await call(listSessions, { bearer: away.accessToken });
    expect(data.map(({ country, amr }: SessionShape) => [country, amr])).toEqual([
      [null, ['pwd']],
      ['DE', ['pwd']],
    ]);
  });

  it('leaves out ended, expired and idle sessions', async () => {
    const person = await makePerson();
    const mine = await signIn(person);
    const [ended, expired, idle] = [await signInBrowser(person), await signInBrowser(person), await signInBrowser(person)];
    await call(logout, { cookie: ended.sessionCookie, body: {} });
    await db().session.update({ where: { id: expired.sessionId }, data: { expiresAt: new Date(Date.now() - 1) } });
    await db().session.update({ where: { id: idle.sessionId }, data: { lastSeenAt: new Date(Date.now() - 3_600_001) } });
    const { data } = await call(listSessions, { bearer: mine.accessToken });
    expect(data.map(({ id }: SessionShape) => id)).toEqual([mine.sessionId]);
  });

  it('asks nobody to guess: unauthenticated callers get 401, an unknown parameter 400', async () => {
    expect((await call(listSessions)).code).toBe('UNAUTHENTICATED');
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(listSessions, { bearer, query: '?user_id=x' })).fields).toMatchObject([{ path: 'user_id' }]);
  });
});

describe('DELETE /users/me/sessions/{session_id}', () => {
  it('ends exactly that session at once and writes one event', async () => {
    const { application, browser, other, bystander, ids, person } = await scene();
    const { result, events } = await withEvents(() => call(revokeSession, { ...application, params: { session_id: ids.browser } }));
    expect([result.status, result.data]).toEqual([200, { revoked: true }]);
    expect(events).toMatchObject([{ action: 'session.revoked', reason: 'one', targetId: ids.browser, actorId: person.id }]);
    expect(await isSignedIn(browser)).toBe(false);
    for (const identity of [application, other, bystander]) expect(await isSignedIn(identity)).toBe(true);
  });

  it("answers 404 for somebody else's, an unknown, an already ended and an impossible id, and changes nothing", async () => {
    const { application, bystander, browser, ids } = await scene();
    await call(logout, { ...browser, body: {} });
    const before = await rowCounts();
    for (const id of [ids.bystander, uuidv7(), ids.browser, 'x', '../me', "' OR 1=1", '%00']) {
      const answer = await call(revokeSession, { ...application, params: { session_id: id } });
      expect([id, answer.status, answer.code]).toEqual([id, 404, 'NOT_FOUND']);
    }
    expect(await rowCounts()).toEqual(before);
    expect(await isSignedIn(bystander)).toBe(true);
  });

  it('needs a caller', async () => {
    const { ids, browser } = await scene();
    expect((await call(revokeSession, { params: { session_id: ids.browser } })).status).toBe(401);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('two parallel tries end it once', async () => {
    const { application, ids } = await scene();
    const answers = await callInParallel(10, revokeSession, () => ({ ...application, params: { session_id: ids.browser } }));
    expect(statuses(answers)).toEqual({ 200: 1, 404: 9 });
  });
});

describe('DELETE /users/me/sessions?except=current', () => {
  it('ends all others of the same person and keeps this one', async () => {
    const { application, browser, other, bystander } = await scene();
    const { result, events } = await withEvents(() => call(revokeOtherSessions, { ...browser, query: '?except=current' }));
    expect([result.status, result.data]).toEqual([200, { revoked: 2 }]);
    expect(events).toMatchObject([{ action: 'session.revoked', reason: 'others' }]);
    expect(await Promise.all([application, browser, other, bystander].map(isSignedIn))).toEqual([false, true, false, true]);
  });

  it('without except=current, or with anything else, it is refused: nobody signs out everywhere by a slip', async () => {
    const { application, browser, person } = await scene();
    for (const query of ['', '?except=', '?except=all', '?except=current&except=current', '?except[]=current', '?all=true']) {
      expect((await call(revokeOtherSessions, { ...browser, query })).status).toBe(400);
    }
    expect((await call(revokeOtherSessions, { query: '?except=current' })).status).toBe(401);
    expect(await liveSessions(person)).toBe(3);
    expect(await isSignedIn(application)).toBe(true);
  });
});

describe('POST /auth/logout', () => {
  it('needs no body', async () => {
    const person = await makePerson();
    const { sessionCookie } = await signInBrowser(person);
    const answer = await call(logout, { cookie: sessionCookie, contentType: null });
    expect([answer.status, answer.data.revoked]).toEqual([200, 1]);
  });

  it.each([
    [undefined, 1, [true, false, true]],
    ['this', 1, [true, false, true]],
    ['others', 2, [false, true, false]],
    ['all', 3, [false, false, false]],
  ] as const)('scope %s ends %d sessions, exactly those', async (scope, revoked, left) => {
    const { application, browser, other, bystander } = await scene();
    const { result, events } = await withEvents(() => call(logout, { ...browser, body: { ...(scope && { scope }) } }));
    expect([result.status, result.data]).toEqual([200, { revoked }]);
    expect(events).toMatchObject([{ action: 'session.revoked', reason: scope ?? 'this' }]);
    expect(await Promise.all([application, browser, other].map(isSignedIn))).toEqual(left);
    expect(await isSignedIn(bystander)).toBe(true);
    const cleared = result.cookies.filter((line) => /^__Host-gatehouse-session=;.*Max-Age=0/.test(line));
    expect(cleared).toHaveLength(scope === 'others' ? 0 : 1);
  });

  it("an application's access token is dead at once, its refresh token too", async () => {
    const { application } = await scene();
    expect((await call(logout, { ...application, body: {} })).status).toBe(200);
    expect((await call(getMe, application)).code).toBe('TOKEN_REVOKED');
    expect((await call(logout, { ...application, body: {} })).status).toBe(401);
  });

  it('needs a caller and names a wrong field', async () => {
    expect((await call(logout, { body: {} })).code).toBe('UNAUTHENTICATED');
    const { application } = await scene();
    expect((await call(logout, { ...application, body: { scope: 'everything' } })).fields).toMatchObject([{ path: 'scope' }]);
    expect(await isSignedIn(application)).toBe(true);
  });
});

describe('a session', () => {
  it('of a browser ends after 60 idle minutes, but not while it is used', async () => {
    const { sessionId: id, sessionCookie: cookie } = await signInBrowser(await makePerson());
    await db().session.update({ where: { id }, data: { lastSeenAt: new Date(Date.now() - 59 * 60_000) } });
    expect(await isSignedIn({ cookie })).toBe(true);
    expect((await db().session.findUniqueOrThrow({ where: { id } })).lastSeenAt.getTime()).toBeGreaterThan(Date.now() - 10_000);
    await db().session.update({ where: { id }, data: { lastSeenAt: new Date(Date.now() - 60 * 60_000 - 1) } });
    expect(await isSignedIn({ cookie })).toBe(false);
  });

  it('of a browser ends after 24 hours however much it is used, a remembered one after 30 days', async () => {
    const person = await makePerson();
    for (const [remember, hours] of [
      [false, 24],
      [true, 720],
    ] as const) {
      const { sessionId: id, sessionCookie: cookie } = await signInBrowser(person, { remember });
      const row = await db().session.findUniqueOrThrow({ where: { id } });
      expect(Math.round((row.expiresAt.getTime() - row.createdAt.getTime()) / 3_600_000)).toBe(hours);
      await call(getMe, { cookie });
      expect((await db().session.findUniqueOrThrow({ where: { id } })).expiresAt).toEqual(row.expiresAt);
      await db().session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
      expect(await isSignedIn({ cookie })).toBe(false);
    }
  });

  it('of an application ends after 90 days: its valid access token answers 401', async () => {
    const session = await signIn(await makePerson());
    await db().session.update({ where: { id: session.sessionId }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(getMe, { bearer: session.accessToken })).code).toBe('TOKEN_EXPIRED');
  });

  it('ends in the moment its user is suspended, on every kind of credential', async () => {
    const { person, application, browser } = await scene();
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    expect(await Promise.all([application, browser].map(isSignedIn))).toEqual([false, false]);
  });

  it('shows a role that was given or taken with the next request, in spite of the old token', async () => {
    const { person, application } = await scene();
    const role = await db().role.findUniqueOrThrow({ where: { name: 'moderator' } });
    await db().userRole.create({ data: { userId: person.id, roleId: role.id } });
    expect((await call(getMe, application)).data.roles).toEqual(['moderator', 'user']);
    await db().userRole.updateMany({ where: { userId: person.id, roleId: role.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(getMe, application)).data).toMatchObject({ roles: ['user'], permissions: [] });
  });

  it('a cookie that is none is nobody, whatever it holds', async () => {
    for (const value of ['', 'x', 'a'.repeat(43), `${'a'.repeat(60_000)}`, '%00', '"quoted"', "' OR 1=1 --", '../../etc', '💥']) {
      const headers = { cookie: `__Host-gatehouse-session=${encodeURIComponent(value)}` };
      expect((await call(getMe, { headers })).code).toBe('UNAUTHENTICATED');
    }
  });

  it("one session's cookie under another name, or a device cookie in its place, is nobody", async () => {
    const { sessionCookie, deviceCookie } = await signInBrowser(await makePerson());
    const value = sessionCookie.split('=')[1];
    for (const cookie of [
      `gatehouse-session=${value}`,
      `__Host-gatehouse-device=${value}`,
      `__Host-gatehouse-session=${deviceCookie.split('=')[1]}`,
    ]) {
      expect((await call(getMe, { cookie })).status).toBe(401);
    }
  });
});
