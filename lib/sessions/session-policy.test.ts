import { afterEach, describe, expect, it } from 'vitest';
import { login, refresh } from '#lib/contracts/auth.ts';
import { updateSettings } from '#lib/contracts/settings.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

afterEach(() => putSettings({}));

async function signInAs(mode: 'cookie' | 'token', remember_me: boolean): Promise<ApiAnswer> {
  const { email } = await makePerson();
  return call(login, { body: { email, password: goodPassword, mode, remember_me } });
}

async function sessionOf(answer: ApiAnswer) {
  const row = await db().session.findUniqueOrThrow({ where: { id: answer.data.session_id } });
  return { lives: row.expiresAt.getTime() - row.createdAt.getTime(), idle: row.idleSeconds };
}

describe('a session that begins lives as long as the settings say', () => {
  it.each([
    ['a browser', 'cookie', false, 24 * hour, 3600],
    ['a browser that is remembered', 'cookie', true, 30 * day, null],
    ['an application', 'token', false, 90 * day, null],
    ['an application that is remembered', 'token', true, 90 * day, null],
  ] as const)('%s, by default', async (_, mode, remember, lives, idle) => {
    const session = await sessionOf(await signInAs(mode, remember));
    expect(Math.abs(session.lives - lives)).toBeLessThan(10_000);
    expect(session.idle).toBe(idle);
  });

  it.each([
    ['a browser', 'cookie', false, 2 * hour, 300],
    ['a browser that is remembered', 'cookie', true, 3 * day, null],
    ['an application', 'token', false, 5 * day, null],
    ['an application that is remembered', 'token', true, 5 * day, null],
  ] as const)('%s, after a change', async (_, mode, remember, lives, idle) => {
    await putSettings({ sessions: { browser_hours: 2, idle_minutes: 5, remember_days: 3, refresh_days: 1, application_days: 5 } });
    const answer = await signInAs(mode, remember);
    const session = await sessionOf(answer);
    expect(Math.abs(session.lives - lives)).toBeLessThan(10_000);
    expect(session.idle).toBe(idle);
    if (remember && mode === 'cookie') expect(answer.headers.getSetCookie().join()).toContain(`Max-Age=${(3 * day) / 1000};`);
    if (mode === 'token') expect(answer.data.refresh_expires_in).toBe(((remember ? 3 : 1) * day) / 1000);
  });

  it('a refresh token of the next exchange lives as long as they say then', async () => {
    const session = await signIn(await makePerson());
    await putSettings({ sessions: { refresh_days: 2 } });
    const headers = { 'user-agent': session.userAgent };
    const { status, data } = await call(refresh, { body: { refresh_token: session.refreshToken }, headers });
    expect([status, data.refresh_expires_in]).toEqual([200, (2 * day) / 1000]);
    const newest = await db().refreshToken.findFirstOrThrow({ where: { sessionId: session.sessionId }, orderBy: { createdAt: 'desc' } });
    expect(Math.abs(newest.expiresAt.getTime() - Date.now() - 2 * day)).toBeLessThan(10_000);
  });

  it('an unused browser has to sign in again after the idle time that counted when it signed in', async () => {
    await putSettings({ sessions: { idle_minutes: 5 } });
    const person = await makePerson();
    const answer = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' } });
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const lastSeen = (ago: number) =>
      db().session.update({ where: { id: answer.data.session_id }, data: { lastSeenAt: new Date(Date.now() - ago) } });
    await lastSeen(4 * minute);
    expect((await call(getMe, { cookie })).status).toBe(200);
    await lastSeen(6 * minute);
    expect((await call(getMe, { cookie })).status).toBe(401);
  });
});

describe('the lock-out follows the settings', () => {
  it('as many wrong passwords as they say lock the account, for as long as they say', async () => {
    await putSettings({ lockout: { max_failures: 3, minutes: 45 } });
    const { id, email } = await makePerson();
    const tryWrong = () => call(login, { body: { email, password: 'not the password' } });
    await tryWrong();
    await tryWrong();
    expect((await db().user.findUniqueOrThrow({ where: { id } })).lockedUntil).toBeNull();
    await tryWrong();
    const { lockedUntil } = await db().user.findUniqueOrThrow({ where: { id } });
    expect(Math.abs((lockedUntil?.getTime() ?? 0) - Date.now() - 45 * minute)).toBeLessThan(10_000);
    expect((await call(login, { body: { email, password: goodPassword } })).status).toBe(401);
  });

  it('a lower number counts for failures that were there before', async () => {
    const { id, email } = await makePerson();
    const tryWrong = () => call(login, { body: { email, password: 'not the password' } });
    for (let round = 0; round < 4; round += 1) await tryWrong();
    await putSettings({ lockout: { max_failures: 3 } });
    await tryWrong();
    expect((await db().user.findUniqueOrThrow({ where: { id } })).lockedUntil).not.toBeNull();
  });
});

it.each([
  ['lockout', 'max_failures', 2],
  ['lockout', 'max_failures', 21],
  ['lockout', 'minutes', 0],
  ['sessions', 'browser_hours', 0],
  ['sessions', 'idle_minutes', 4],
  ['sessions', 'remember_days', 91],
  ['sessions', 'refresh_days', 0.5],
  ['sessions', 'application_days', 366],
] as const)('%s.%s cannot be %s', async (group, name, value) => {
  const { accessToken: bearer } = await signIn(await makePerson({ role: 'super_admin' }));
  const answer = await call(updateSettings, { bearer, body: { [group]: { [name]: value } } });
  expect([answer.status, answer.fields[0]?.path]).toEqual([400, `${group}.${name}`]);
});
