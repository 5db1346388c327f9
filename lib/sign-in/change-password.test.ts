import { beforeEach, describe, expect, it } from 'vitest';
import { changePassword, forgotPassword, login, refresh, resetPassword } from '#lib/contracts/auth.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { awayFromWindowEnd, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { answerWith, awayFromStepEnd, enrol, makeStale, openedChallenge, signInWithFactor, totpCode } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

const newPassword = 'another long secret';
const right = { current_password: goodPassword, new_password: newPassword };

async function signedIn() {
  const person = await makePerson();
  const session = await signIn(person);
  return { person, ...session, bearer: session.accessToken };
}

function hashOf(id: string): Promise<string | null> {
  return db()
    .user.findUniqueOrThrow({ where: { id } })
    .then(({ passwordHash }) => passwordHash);
}

beforeEach(() => awayFromWindowEnd(3600));

describe('POST /auth/change-password', () => {
  it('with the current one: the new one counts, the old one does not, one event, one mail', async () => {
    const { person, bearer } = await signedIn();
    const { result, events } = await withEvents(() => call(changePassword, { bearer, body: right }));
    expect([result.status, result.data]).toEqual([200, { password_changed: true }]);
    expect(events).toMatchObject([
      { action: 'password.changed', reason: 'changed', result: 'success', subjectId: person.id, actorId: person.id },
    ]);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['password_changed']);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(401);
    expect((await call(login, { body: { email: person.email, password: newPassword } })).status).toBe(200);
    expect(await hashOf(person.id)).toMatch(/^\$argon2id\$/);
    const rows = await everyRow();
    expect(rows).not.toContain(newPassword);
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).passwordChangedAt?.getTime()).toBeGreaterThan(
      Date.now() - 20_000,
    );
  });

  it('keeps this session and ends the others, refresh tokens and cookies included', async () => {
    const { person, bearer, refreshToken, userAgent } = await signedIn();
    const [application, browser] = [await signIn(person), await signInBrowser(person)];
    expect((await call(changePassword, { bearer, body: right })).status).toBe(200);
    expect((await call(getMe, { bearer })).status).toBe(200);
    expect((await call(refresh, { body: { refresh_token: refreshToken }, headers: { 'user-agent': userAgent } })).status).toBe(200);
    expect((await call(getMe, { bearer: application.accessToken })).code).toBe('TOKEN_REVOKED');
    expect((await call(refresh, { body: { refresh_token: application.refreshToken } })).status).toBe(401);
    expect((await call(getMe, { cookie: browser.sessionCookie })).status).toBe(401);
    const ended = await db().session.findUniqueOrThrow({ where: { id: browser.sessionId } });
    expect(ended).toMatchObject({ revokedReason: 'password_changed', tokenHash: null });
  });

  it('keeps the others too when asked to', async () => {
    const { person, bearer } = await signedIn();
    const browser = await signInBrowser(person);
    expect((await call(changePassword, { bearer, body: { ...right, revoke_other_sessions: false } })).status).toBe(200);
    expect((await call(getMe, { cookie: browser.sessionCookie })).status).toBe(200);
  });

  it('works for a browser, from our own pages only', async () => {
    const person = await makePerson();
    const { sessionCookie: cookie } = await signInBrowser(person);
    expect((await call(changePassword, { cookie, body: right, headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await call(changePassword, { cookie, body: right })).status).toBe(200);
    expect((await call(getMe, { cookie })).status).toBe(200);
  });

  it('refuses a wrong current one, naming the field; nothing changes', async () => {
    const { person, bearer } = await signedIn();
    const other = await signIn(person);
    const before = await hashOf(person.id);
    for (const wrong of ['not the password', ` ${goodPassword}`, goodPassword.toUpperCase()]) {
      const body = { ...right, current_password: wrong };
      const { result, events } = await withEvents(() => call(changePassword, { bearer, body }));
      expect([result.status, result.code, result.fields.map(({ path }) => path)]).toEqual([
        401,
        'INVALID_CREDENTIALS',
        ['current_password'],
      ]);
      expect(events).toMatchObject([{ action: 'step_up.failed', reason: 'wrong_password', subjectId: person.id }]);
    }
    expect(await hashOf(person.id)).toBe(before);
    expect((await call(getMe, { bearer: other.accessToken })).status).toBe(200);
    expect(await queuedMails(person.id)).toEqual([]);
  });

  it('evaluates five wrong ones, also of 20 in parallel; then 423, also for the right one', async () => {
    const { person, bearer } = await signedIn();
    const wrong = { ...right, current_password: 'not the password' };
    const answers = await callInParallel(20, changePassword, () => ({ bearer, body: wrong }));
    expect(statuses(answers)).toEqual({ 401: 5, 423: 15 });
    expect((await call(changePassword, { bearer, body: right })).code).toBe('ACCOUNT_LOCKED');
    expect((await call(login, { body: { email: person.email, password: newPassword } })).status).toBe(401);
  });

  it.each([
    ['short', 'WEAK_PASSWORD'],
    ['        ', 'WEAK_PASSWORD'],
    ['password1', 'BREACHED_PASSWORD'],
    ['Gatehouse2026!', 'WEAK_PASSWORD'],
  ])('refuses %j by the policy and says it at new_password', async (new_password, code) => {
    const { person, bearer } = await signedIn();
    const answer = await call(changePassword, { bearer, body: { ...right, new_password } });
    expect([answer.status, answer.code, answer.fields.map(({ path }) => path)]).toEqual([422, code, ['new_password']]);
    expect(answer.text).not.toContain(`"${new_password}"`);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });

  it('refuses what is about the person', async () => {
    const { person, bearer } = await signedIn();
    await call(updateMe, { bearer, body: { last_name: 'Lovelacexyz' } });
    for (const new_password of [person.email, person.username, 'Lovelacexyz1']) {
      const answer = await call(changePassword, { bearer, body: { ...right, new_password } });
      expect([new_password, answer.code]).toEqual([new_password, 'WEAK_PASSWORD']);
    }
  });

  it('takes it exactly as typed, spaces at the ends included', async () => {
    const { person, bearer } = await signedIn();
    const typed = '  spaces at both ends  ';
    expect((await call(changePassword, { bearer, body: { ...right, new_password: typed } })).status).toBe(200);
    expect((await call(login, { body: { email: person.email, password: typed.trim() } })).status).toBe(401);
    expect((await call(login, { body: { email: person.email, password: typed } })).status).toBe(200);
  });

  it('is not open to somebody who never had a password', async () => {
    const { person, bearer } = await signedIn();
    await db().user.update({ where: { id: person.id }, data: { passwordHash: null } });
    expect((await call(changePassword, { bearer, body: right })).code).toBe('INVALID_CREDENTIALS');
    expect(await hashOf(person.id)).toBeNull();
  });

  it('voids reset mails that are under way', async () => {
    const { person, bearer } = await signedIn();
    await call(forgotPassword, { body: { email: person.email } });
    const token = tokenIn((await lastMail(person.id, 'password_reset')).link);
    await call(changePassword, { bearer, body: right });
    expect((await call(resetPassword, { body: { token, password: 'a third long secret' } })).code).toBe('INVALID_TOKEN');
  });

  it('voids open challenges and trusted devices; the factor itself stays', async () => {
    await awayFromStepEnd(12);
    const person = await makePerson();
    const { accessToken: bearer, secret } = await enrol(person);
    await signInWithFactor(person, { code: totpCode(secret), trust_device: true });
    const challenge = await openedChallenge(person);
    expect((await call(changePassword, { bearer, body: right })).status).toBe(200);
    expect((await answerWith(challenge, { code: totpCode(secret, 1) })).code).toBe('INVALID_TOKEN');
    expect(await db().trustedDevice.count({ where: { userId: person.id } })).toBe(0);
    const next = await call(login, { body: { email: person.email, password: newPassword } });
    expect(next.status).toBe(202);
    expect((await answerWith(next.data.challenge_token, { code: totpCode(secret, 1) })).status).toBe(200);
  });

  it('needs no further proof than the current password, and is none', async () => {
    const { bearer, sessionId } = await signedIn();
    await makeStale(sessionId);
    const before = await db().session.findUniqueOrThrow({ where: { id: sessionId } });
    expect((await call(changePassword, { bearer, body: right })).status).toBe(200);
    expect((await db().session.findUniqueOrThrow({ where: { id: sessionId } })).stepUpAt).toEqual(before.stepUpAt);
  });
});
