import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { addAccount, switchAccount } from '#lib/contracts/accounts.ts';
import { listActivity } from '#lib/contracts/activity.ts';
import { login, logout, refresh } from '#lib/contracts/auth.ts';
import { impersonateUser, stopImpersonation } from '#lib/contracts/impersonation.ts';
import { contracts } from '#lib/contracts/index.ts';
import { listSessions, revokeSession } from '#lib/contracts/sessions.ts';
import { introspect, revoke } from '#lib/contracts/tokens.ts';
import { suspendUser } from '#lib/contracts/user-acts.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import type { SystemRoleName } from '#lib/roles/catalogue.ts';
import { closeExpiredImpersonations } from '#lib/sessions/close-impersonations.ts';
import { addingCookieName, heldAccountsCookieName, sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { findActorBySessionId } from '#lib/sessions/find-actor.ts';
import { type ApiAnswer, type CallOptions, call, callInParallel, cookieOf, statuses } from '#scripts/testing/api.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { events, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { freshUntil } from './step-up.ts';

const reason = 'Asked for help, ticket 4711.';
const status = ({ status: code, code: name }: ApiAnswer) => [code, name];
const minute = 60_000;

let root: Person;
let rootBearer = '';

beforeAll(async () => {
  root = await makePerson({ role: 'super_admin' });
  rootBearer = (await signIn(root)).accessToken;
});

function begin(bearer: string, person: { id: string }, body: object = {}, options: CallOptions = {}) {
  return call(impersonateUser, { bearer, params: { user_id: person.id }, body: { reason, ...body }, ...options });
}

/** An administrator, somebody, and the former acting as the latter. */
async function acting(role: SystemRoleName = 'user') {
  const admin = await makePerson({ role: 'admin' });
  const own = await signIn(admin);
  const person = await makePerson({ role });
  const { data } = await begin(own.accessToken, person);
  return {
    admin,
    own,
    person,
    bearer: String(data.access_token),
    refreshToken: String(data.refresh_token),
    id: String(data.session_id),
    data,
  };
}

/** The same in a browser. */
async function actingBrowser() {
  const admin = await makePerson({ role: 'admin' });
  const { sessionCookie, sessionId } = await signInBrowser(admin);
  const person = await makePerson();
  const answer = await call(impersonateUser, { cookie: sessionCookie, params: { user_id: person.id }, body: { reason, mode: 'cookie' } });
  const held = cookieOf(answer, heldAccountsCookieName());
  const cookie = cookieOf(answer, sessionCookieName());
  return {
    admin,
    person,
    own: { cookie: sessionCookie, id: sessionId },
    cookie,
    held,
    jar: `${cookie}; ${held}`,
    id: answer.data.session_id,
    answer,
  };
}

const isOpen = async (identity: CallOptions) => (await call(getMe, identity)).status === 200;

describe('acting as somebody', () => {
  it('signs in as them for an hour at most, says so in the token, in introspection and in the trail, and tells them', async () => {
    const { admin, own, person, bearer, id, data } = await acting();
    expect((await call(getMe, { bearer })).data.id).toBe(person.id);
    expect(decodeJwt(bearer)).toMatchObject({ sub: person.id, sid: id, act: { sub: admin.id } });
    const { data: asked } = await call(introspect, { bearer: rootBearer, body: { token: bearer } });
    expect(asked).toMatchObject({ active: true, sub: person.id, act: { sub: admin.id } });
    const { data: ownAsked } = await call(introspect, { bearer: rootBearer, body: { token: own.accessToken } });
    expect([ownAsked.active, ownAsked.act]).toEqual([true, undefined]);
    const left = Date.parse(data.expires_at) - Date.now();
    expect(left).toBeLessThanOrEqual(60 * minute);
    expect(left).toBeGreaterThan(59 * minute);
    expect(data.refresh_expires_in).toBeLessThanOrEqual(3600);
    expect(await events({ subjectId: person.id, action: 'impersonation.started' })).toMatchObject([
      { actorId: admin.id, actorType: 'user', targetId: id, result: 'success' },
    ]);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toContain('impersonated');
  });

  it('is no sign-in of theirs: no browser becomes known, no failure is forgiven, nothing counts as a fresh proof', async () => {
    const person = await makePerson();
    await db().user.update({ where: { id: person.id }, data: { failedSignIns: 3 } });
    const counted = async () => ({
      user: await db().user.findUniqueOrThrow({ where: { id: person.id }, select: { failedSignIns: true, lastSignInAt: true } }),
      devices: await db().knownDevice.count({ where: { userId: person.id } }),
      clients: await db().knownClient.count({ where: { userId: person.id } }),
    });
    const before = await counted();
    const { accessToken } = await signIn(await makePerson({ role: 'admin' }));
    const { data, cookies } = await begin(accessToken, person);
    expect(cookies).toEqual([]);
    expect(await counted()).toEqual(before);
    // Not even when the row says so.
    await db().session.update({ where: { id: data.session_id }, data: { stepUpAt: new Date() } });
    const lookup = await findActorBySessionId(data.session_id, person.id);
    expect(lookup.ok && freshUntil(lookup.actor)).toBeNull();
  });

  it('sends no mail where the setting says so, and is in the activity all the same', async () => {
    await putSettings({ impersonation: { tell_user: false } });
    const { person } = await acting();
    await putSettings({});
    expect(await queuedMails(person.id)).toEqual([]);
    const { accessToken: bearer } = await signIn(person);
    const { data } = await call(listActivity, { bearer });
    expect(data.find(({ action }: { action: string }) => action === 'impersonation.started')).toMatchObject({
      explanation: reason,
      actor: { id: null, label: null },
    });
  });

  it('is refused for oneself, for an equal and a higher rank, also to super admins among themselves, and noted', async () => {
    const admin = await makePerson({ role: 'admin' });
    const { accessToken } = await signIn(admin);
    for (const [by, target, why] of [
      [accessToken, admin, 'self'],
      [accessToken, await makePerson({ role: 'admin' }), 'rank'],
      [accessToken, root, 'rank'],
      [rootBearer, root, 'self'],
      [rootBearer, await makePerson({ role: 'super_admin' }), 'rank'],
    ] as const) {
      const { result, events: written } = await withEvents(() => begin(by, target));
      expect([...status(result), result.details.reason]).toEqual([403, 'FORBIDDEN', why]);
      expect(written).toMatchObject([{ action: 'permission.denied', reason: why }]);
    }
  });

  it('is refused for who is suspended, deleted or was never confirmed, and changes nothing', async () => {
    const people = [await makePerson({ status: 'suspended' }), await makePerson({ verified: false }), await makePerson()] as const;
    await db().user.update({ where: { id: people[2].id }, data: { status: 'deletion_scheduled', deletedAt: new Date() } });
    const before = await rowCounts();
    for (const person of people) expect(status(await begin(rootBearer, person))).toEqual([409, 'CONFLICT']);
    expect(await rowCounts()).toEqual(before);
    expect((await begin(rootBearer, { id: '019a0000-0000-7000-8000-000000000000' })).status).toBe(404);
  });

  it('needs a reason, an hour at most, and for the cookie a browser that is signed in', async () => {
    const person = await makePerson();
    for (const [body, path] of [
      [{ reason: undefined }, 'reason'],
      [{ reason: '  ' }, 'reason'],
      [{ minutes: 61 }, 'minutes'],
      [{ minutes: 0 }, 'minutes'],
      [{ mode: 'cookie' }, 'mode'],
    ] as const) {
      expect((await begin(rootBearer, person, body)).fields).toMatchObject([{ path }]);
    }
    const { data } = await begin((await signIn(root)).accessToken, person, { minutes: 5 });
    expect(Date.parse(data.expires_at) - Date.now()).toBeLessThanOrEqual(5 * minute);
  });

  it('happens once at a time, also under 10 parallel tries, and anew after stopping', async () => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const people = await Promise.all(Array.from({ length: 10 }, () => makePerson()));
    const tries = await callInParallel(10, impersonateUser, (index) => ({
      bearer,
      params: { user_id: people[index]?.id ?? '' },
      body: { reason },
    }));
    expect(statuses(tries)).toEqual({ 201: 1, 409: 9 });
    // With one's own session too: a token that was lost must not keep somebody from stopping.
    const { data } = await call(stopImpersonation, { bearer, body: {} });
    expect(people.map(({ id }) => id)).toContain(data.user_id);
    expect((await begin(bearer, await makePerson())).status).toBe(201);
  });

  it('never outlives the session it began from', async () => {
    const admin = await makePerson({ role: 'admin' });
    const own = await signIn(admin);
    const ends = new Date(Date.now() + 10 * minute);
    await db().session.update({ where: { id: own.sessionId }, data: { expiresAt: ends, idleSeconds: 300 } });
    const { data } = await begin(own.accessToken, await makePerson());
    expect(Date.parse(data.expires_at) - Date.now()).toBeLessThanOrEqual(5 * minute);
    expect((await db().session.findUniqueOrThrow({ where: { id: own.sessionId } })).expiresAt).toEqual(ends);
  });
});

describe('while somebody acts as another', () => {
  /** All that is open. A new endpoint is closed unless it is added here and says so itself. */
  const open = [
    'stopImpersonation',
    'listFactors',
    'listPasskeys',
    'listTrustedDevices',
    'getMe',
    'updateMe',
    'listConnections',
    'getOwnRecovery',
    'getEmail',
    'listSessions',
    'listActivity',
    'listApiKeys',
    'getApiKey',
    'checkPermission',
  ];

  it('exactly what looks, and the profile, is open; everything else answers FORBIDDEN with the reason, before it looks at the input', async () => {
    const { bearer } = await acting('moderator');
    const restricted = contracts.filter(({ access }) => !('anyone' in access));
    const params = Object.fromEntries(
      restricted.flatMap(({ path }) =>
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, '019a0000-0000-7000-8000-000000000000']),
      ),
    );
    const opened: string[] = [];
    for (const contract of restricted) {
      if (contract === stopImpersonation) continue;
      const answer = await call(contract, { bearer, params, query: '?unknown=1', ...(contract.body && { body: { unknown: true } }) });
      if (answer.status === 403 && answer.details.reason === 'impersonating') continue;
      expect([contract.id, answer.code]).toEqual([contract.id, 'VALIDATION_FAILED']);
      opened.push(contract.id);
    }
    expect(['stopImpersonation', ...opened].sort()).toEqual(open.toSorted());
    // Nothing that may is sensitive: no permission, no fresh proof.
    for (const { id, access } of contracts.filter(({ id }) => open.includes(id))) {
      expect([id, 'permission' in access, 'stepUp' in access]).toEqual([id, false, false]);
    }
  });

  it('a refusal, and every change, names the administrator, and the user reads it in their activity', async () => {
    const { admin, person, bearer, own } = await acting();
    const { result, events: denied } = await withEvents(() => call(logout, { bearer, body: {} }));
    expect([...status(result), result.details.reason]).toEqual([403, 'FORBIDDEN', 'impersonating']);
    const { events: changed } = await withEvents(() => call(updateMe, { bearer, body: { name: 'Ada' } }));
    const { events: refreshed } = await withEvents(async () => {
      const { data } = await begin((await signIn(root)).accessToken, await makePerson());
      return call(refresh, { body: { refresh_token: data.refresh_token }, headers: { 'user-agent': 'x' } });
    });
    const { events: stopped } = await withEvents(() => call(stopImpersonation, { bearer, body: {} }));
    const by = { actorType: 'impersonator', actorId: admin.id, subjectId: person.id };
    expect(denied).toMatchObject([{ action: 'permission.denied', reason: 'impersonating', ...by }]);
    expect(changed).toMatchObject([{ action: 'user.updated', ...by }]);
    expect(refreshed.filter(({ action }) => action === 'session.refreshed')).toMatchObject([
      { actorType: 'impersonator', actorId: root.id },
    ]);
    expect(stopped).toMatchObject([{ action: 'impersonation.ended', ...by }]);
    const { data } = await call(listActivity, { bearer: (await signIn(person)).accessToken });
    const seen = data.map(({ action, actor }: { action: string; actor: object }) => [action, actor]);
    const somebody = { type: 'impersonator', id: null, label: null };
    expect(seen.slice(1, 5)).toEqual([
      ['impersonation.ended', somebody],
      ['user.updated', somebody],
      ['permission.denied', somebody],
      ['impersonation.started', { type: 'user', id: null, label: null }],
    ]);
    expect(await isOpen({ bearer: own.accessToken })).toBe(true);
  });

  it('the username stays: it is a way in', async () => {
    const { person, bearer } = await acting();
    for (const username of ['other-name', null]) {
      const answer = await call(updateMe, { bearer, body: { username } });
      expect([...status(answer), answer.details.reason]).toEqual([403, 'FORBIDDEN', 'impersonating']);
    }
    expect((await call(updateMe, { bearer, body: { username: person.username, name: 'Ada' } })).status).toBe(200);
  });

  it('nobody acts as yet another one, with a super admin behind it neither', async () => {
    const { data } = await begin((await signIn(root)).accessToken, await makePerson({ role: 'admin' }));
    const before = await rowCounts();
    const answer = await begin(data.access_token, await makePerson());
    expect([...status(answer), answer.details.reason]).toEqual([403, 'FORBIDDEN', 'impersonating']);
    expect((await rowCounts())['public.session']).toBe(before['public.session']);
  });

  it('refreshing goes on to the end of the hour and not beyond', async () => {
    const { admin, id, refreshToken } = await acting();
    await db().session.update({ where: { id }, data: { expiresAt: new Date(Date.now() + 5 * minute) } });
    const next = await call(refresh, { body: { refresh_token: refreshToken } });
    expect(next.data.expires_in).toBeLessThanOrEqual(300);
    expect(next.data.refresh_expires_in).toBeLessThanOrEqual(300);
    expect(decodeJwt(next.data.access_token)).toMatchObject({ act: { sub: admin.id } });
    const rows = await db().refreshToken.findMany({ where: { sessionId: id, usedAt: null } });
    expect(rows.map(({ expiresAt }) => expiresAt.getTime() <= Date.now() + 5 * minute)).toEqual([true]);
    await db().session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(status(await call(refresh, { body: { refresh_token: next.data.refresh_token } }))).toEqual([401, 'TOKEN_EXPIRED']);
    expect(await isOpen({ bearer: next.data.access_token })).toBe(false);
  });

  it('they see it among their sessions, with the reason, and can end it', async () => {
    const { own, person, bearer, id } = await acting();
    const mine = { bearer: (await signIn(person)).accessToken };
    const { data } = await call(listSessions, mine);
    expect(data.map(({ method, impersonation }: { method: string; impersonation: object | null }) => [method, impersonation])).toEqual([
      ['password', null],
      ['impersonation', { reason }],
    ]);
    expect((await call(revokeSession, { ...mine, params: { session_id: id } })).status).toBe(200);
    expect(await isOpen({ bearer })).toBe(false);
    expect(await isOpen({ bearer: own.accessToken })).toBe(true);
  });

  it('a token that is given back ends it alone', async () => {
    const { own, bearer } = await acting();
    await call(revoke, { body: { token: bearer } });
    expect([await isOpen({ bearer }), await isOpen({ bearer: own.accessToken })]).toEqual([false, true]);
  });
});

describe('acting as somebody ends at once', () => {
  type Scene = Awaited<ReturnType<typeof acting>>;
  const roleId = async (name: string) => (await db().role.findUniqueOrThrow({ where: { name } })).id;
  const give = async ({ id }: Person, name: string) => db().userRole.create({ data: { userId: id, roleId: await roleId(name) } });

  it.each<[string, (scene: Scene) => Promise<unknown>]>([
    ['the administrator signs out', ({ own }) => call(logout, { bearer: own.accessToken, body: {} })],
    [
      'the administrator’s session expires',
      ({ own }) => db().session.update({ where: { id: own.sessionId }, data: { expiresAt: new Date() } }),
    ],
    [
      'the administrator’s session was idle for too long',
      ({ own }) =>
        db().session.update({ where: { id: own.sessionId }, data: { idleSeconds: 60, lastSeenAt: new Date(Date.now() - 61_000) } }),
    ],
    [
      'the administrator is suspended',
      ({ admin }) => call(suspendUser, { bearer: rootBearer, params: { user_id: admin.id }, body: { reason } }),
    ],
    ['the administrator loses the role', ({ admin }) => db().userRole.deleteMany({ where: { userId: admin.id } })],
    [
      'the administrator’s role ends',
      ({ admin }) => db().userRole.updateMany({ where: { userId: admin.id }, data: { expiresAt: new Date() } }),
    ],
    ['the user gets an equal rank', ({ person }) => give(person, 'admin')],
    ['the user gets a higher rank', ({ person }) => give(person, 'super_admin')],
    ['the user is suspended', ({ person }) => call(suspendUser, { bearer: rootBearer, params: { user_id: person.id }, body: { reason } })],
    ['the administrator’s session is removed', ({ own }) => db().session.delete({ where: { id: own.sessionId } })],
  ])('when %s: for the token, its refresh and introspection, and for good', async (_, happens) => {
    const scene = await acting();
    const { bearer, refreshToken, admin } = scene;
    expect(await isOpen({ bearer })).toBe(true);
    await happens(scene);
    expect((await call(introspect, { bearer: rootBearer, body: { token: bearer } })).data).toEqual({ active: false });
    expect((await call(refresh, { body: { refresh_token: refreshToken } })).status).toBe(401);
    expect((await call(getMe, { bearer })).status).toBe(401);
    if ((await db().userRole.count({ where: { userId: admin.id } })) === 0) {
      await give(admin, 'admin');
      expect(await isOpen({ bearer })).toBe(false);
    }
  });

  it('when the permission is taken from the role, or a second factor is overdue', async () => {
    const helper = await db().role.create({
      data: {
        id: crypto.randomUUID(),
        name: 'helper',
        displayName: 'Helper',
        rank: 70,
        permissions: { create: [{ permissionName: 'admin.users.impersonate' }] },
      },
    });
    const admin = await makePerson();
    await db().userRole.create({ data: { userId: admin.id, roleId: helper.id } });
    const own = await signIn(admin);
    const { data } = await begin(own.accessToken, await makePerson());
    expect(await isOpen({ bearer: data.access_token })).toBe(true);
    await putSettings({ factors: { required: 'roles', required_roles: ['helper'], grace_days: 0 } });
    const { data: asked } = await call(introspect, { bearer: rootBearer, body: { token: data.access_token } });
    await putSettings({});
    expect(asked).toEqual({ active: false });
    expect(await isOpen({ bearer: data.access_token })).toBe(true);
    await db().rolePermission.deleteMany({ where: { roleId: helper.id } });
    expect(await isOpen({ bearer: data.access_token })).toBe(false);
  });
});

describe('acting as somebody that nobody stops', () => {
  const ended = (id: string) => db().auditEvent.findMany({ where: { action: 'impersonation.ended', targetId: id } });

  it.each<[string, 'id' | 'own']>([
    ['its hour', 'id'],
    ['the session it was begun from', 'own'],
  ])('ends in the trail once when %s is over, also when five jobs look at the same time, and not before', async (_, over) => {
    const { id, own, admin, person, bearer } = await acting();
    await closeExpiredImpersonations();
    expect(await ended(id)).toEqual([]);
    await db().session.update({ where: { id: over === 'id' ? id : own.sessionId }, data: { expiresAt: new Date(Date.now() - 1) } });
    await Promise.all(Array.from({ length: 5 }, () => closeExpiredImpersonations()));
    await closeExpiredImpersonations();
    expect(await ended(id)).toMatchObject([{ actorId: admin.id, subjectId: person.id, reason: 'expired', result: 'success' }]);
    expect(await isOpen({ bearer })).toBe(false);
  });

  it('ends in the trail when the administrator may not do it any more, with the next request', async () => {
    const { id, admin, bearer } = await acting();
    await db().userRole.deleteMany({ where: { userId: admin.id } });
    for (let round = 0; round < 2; round += 1) expect(await isOpen({ bearer })).toBe(false);
    expect(await ended(id)).toMatchObject([{ actorId: admin.id, reason: 'not_allowed' }]);
  });

  it('says nothing more where somebody stopped it', async () => {
    const { id, bearer } = await acting();
    await call(stopImpersonation, { bearer, body: {} });
    await closeExpiredImpersonations();
    expect(await ended(id)).toHaveLength(1);
  });
});

describe('in a browser', () => {
  it('the own session waits beside it, is not prolonged, and comes back when one stops', async () => {
    const { person, own, jar, cookie, answer } = await actingBrowser();
    expect([answer.status, answer.data.access_token, answer.data.refresh_token]).toEqual([201, undefined, undefined]);
    expect((await call(getMe, { cookie: jar })).data.id).toBe(person.id);
    const before = await db().session.findUniqueOrThrow({ where: { id: own.id } });
    await db().session.update({ where: { id: own.id }, data: { lastSeenAt: new Date(Date.now() - 10 * minute) } });
    const stopped = await call(stopImpersonation, { cookie: jar, body: {} });
    expect([stopped.status, stopped.data]).toEqual([200, { user_id: person.id }]);
    expect(cookieOf(stopped, sessionCookieName())).toBe(own.cookie);
    const after = await db().session.findUniqueOrThrow({ where: { id: own.id } });
    expect(after.expiresAt).toEqual(before.expiresAt);
    expect(after.lastSeenAt.getTime()).toBeLessThan(Date.now() - 9 * minute);
    expect([await isOpen({ cookie }), await isOpen({ cookie: own.cookie })]).toEqual([false, true]);
  });

  it('an own session that has ended does not come back', async () => {
    const { own, jar } = await actingBrowser();
    await db().session.update({ where: { id: own.id }, data: { revokedAt: new Date(), tokenHash: null } });
    const answer = await call(stopImpersonation, { cookie: jar, body: {} });
    expect(answer.status).toBe(401);
    expect(await isOpen({ cookie: own.cookie })).toBe(false);
  });

  it('turning to the own account, or signing in, ends it: it never goes on unseen beside others', async () => {
    const first = await actingBrowser();
    const switched = await call(switchAccount, { cookie: first.jar, body: { session_id: first.own.id } });
    expect(cookieOf(switched, sessionCookieName())).toBe(first.own.cookie);
    expect(switched.cookies.find((line) => line.startsWith(`${heldAccountsCookieName()}=`))).toMatch(/Max-Age=0/);
    expect(await isOpen({ cookie: first.cookie })).toBe(false);
    const second = await actingBrowser();
    const other = await makePerson();
    await call(login, { cookie: second.jar, body: { email: other.email, password: goodPassword, mode: 'cookie' } });
    expect(await isOpen({ cookie: second.cookie })).toBe(false);
    // Also where another account was to be added: what is kept beside it is the own session alone.
    const third = await actingBrowser();
    const adding = cookieOf(await call(addAccount, { cookie: third.jar, body: {} }), addingCookieName());
    const added = { email: other.email, password: goodPassword, mode: 'cookie' };
    const answer = await call(login, { cookie: `${third.jar}; ${adding}`, body: added });
    expect(await isOpen({ cookie: third.cookie })).toBe(false);
    expect(cookieOf(answer, heldAccountsCookieName()).split('=')[1]).toBe(third.own.cookie.split('=')[1]);
  });

  it('stopping where nobody acts as anybody changes nothing', async () => {
    const { sessionCookie: cookie } = await signInBrowser(await makePerson());
    const before = await everyRow();
    expect((await call(stopImpersonation, { cookie, body: {} })).data).toEqual({ user_id: null });
    expect(await everyRow()).toBe(before);
  });
});
