import { beforeEach, describe, expect, it } from 'vitest';
import { forgotPassword, login, refresh, resetPassword } from '#lib/contracts/auth.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { awayFromWindowEnd, call, callInParallel, masked, maskedHeaders, statuses } from '#scripts/testing/api.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { events, rowCounts, withEvents } from '#scripts/testing/rows.ts';

const nextPassword = 'eleven quiet harbours';

async function requestLink(person: Person): Promise<string> {
  await call(forgotPassword, { body: { email: person.email } });
  return tokenIn((await lastMail(person.id, 'password_reset')).link);
}

beforeEach(() => awayFromWindowEnd(3600));

describe('POST /auth/forgot-password', () => {
  it('answers the same for a known, a pending, a suspended and an unknown address; only the first two get a mail', async () => {
    const [active, pending, suspended] = [
      await makePerson(),
      await makePerson({ verified: false }),
      await makePerson({ status: 'suspended' }),
    ];
    const answers = [];
    for (const email of [active.email, pending.email, suspended.email, newEmail()])
      answers.push(await call(forgotPassword, { body: { email } }));
    expect(statuses(answers)).toEqual({ 202: 4 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
    for (const person of [active, pending]) {
      expect(await queuedMails(person.id)).toEqual([
        { template: 'password_reset', link: expect.stringMatching(/^http:\/\/localhost:3000\/reset-password\?token=[\w-]{43}$/) },
      ]);
    }
    expect(await queuedMails(suspended.id)).toEqual([]);
    expect(await events({ subjectId: active.id })).toMatchObject([{ action: 'password_reset.requested' }]);
  });

  it('sends links for the configured address whatever Host says', async () => {
    const person = await makePerson();
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    };
    await call(forgotPassword, { body: { email: person.email }, headers });
    expect((await lastMail(person.id, 'password_reset')).link).toMatch(/^http:\/\/localhost:3000\//);
  });

  it('sends one recipient at most three mails an hour, also in parallel, and leaves one live link', async () => {
    const person = await makePerson();
    const answers = await callInParallel(20, forgotPassword, () => ({ body: { email: person.email } }));
    expect(statuses(answers)).toEqual({ 202: 20 });
    expect(await queuedMails(person.id)).toHaveLength(3);
    expect(await db().oneTimeToken.count({ where: { userId: person.id, voidedAt: null } })).toBe(1);
  });

  it('names the field that is wrong', async () => {
    expect((await call(forgotPassword, { body: { email: { contains: '@' } } })).fields).toMatchObject([{ path: 'email' }]);
  });
});

describe('POST /auth/reset-password', () => {
  it('sets the password, ends every session and token, forgets devices, tells the owner and writes one event', async () => {
    const person = await makePerson();
    const application = await signIn(person);
    const browser = await signInBrowser(person);
    const token = await requestLink(person);
    const { result, events: written } = await withEvents(() => call(resetPassword, { body: { token, password: nextPassword } }));
    expect([result.status, result.data]).toEqual([200, { password_changed: true }]);
    expect(written).toMatchObject([{ action: 'password.changed', reason: 'reset', subjectId: person.id }]);
    expect(await queuedMails(person.id)).toMatchObject([{ template: 'password_reset' }, { template: 'password_changed' }]);

    expect((await call(getMe, { bearer: application.accessToken })).code).toBe('TOKEN_REVOKED');
    expect((await call(getMe, { cookie: browser.sessionCookie })).status).toBe(401);
    expect((await call(refresh, { body: { refresh_token: application.refreshToken } })).code).toBe('TOKEN_REVOKED');
    expect(await db().knownDevice.count({ where: { userId: person.id } })).toBe(0);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(401);
    expect((await call(login, { body: { email: person.email, password: nextPassword } })).status).toBe(200);
  });

  it('takes a link once, also under 50 parallel tries, and records each refusal', async () => {
    const person = await makePerson();
    const token = await requestLink(person);
    const passwordOf = (index: number) => `harbour number ${index} at night`;
    const { result: answers, events: written } = await withEvents(() =>
      callInParallel(50, resetPassword, (index) => ({ body: { token, password: passwordOf(index) } })),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(written.filter(({ action }) => action === 'password.changed')).toHaveLength(1);
    expect(written.filter(({ action }) => action === 'password_reset.failed')).toHaveLength(49);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await call(login, { body: { email: person.email, password: passwordOf(winner) } })).status).toBe(200);
    expect((await call(resetPassword, { body: { token, password: nextPassword } })).code).toBe('INVALID_TOKEN');
  });

  it('an older link is void after a new request, an expired one always', async () => {
    const person = await makePerson();
    const old = await requestLink(person);
    const token = await requestLink(person);
    expect((await call(resetPassword, { body: { token: old, password: nextPassword } })).code).toBe('INVALID_TOKEN');
    await db().oneTimeToken.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(resetPassword, { body: { token, password: nextPassword } })).code).toBe('INVALID_TOKEN');
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });

  it('a weak or known password leaves the link usable and everything as it was', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const token = await requestLink(person);
    const before = await rowCounts();
    const reset = (password: string) => call(resetPassword, { body: { token, password } });
    expect((await reset('short')).code).toBe('WEAK_PASSWORD');
    expect((await reset('password123')).code).toBe('BREACHED_PASSWORD');
    expect((await reset(`${person.username}1!`)).code).toBe('WEAK_PASSWORD');
    expect(await rowCounts()).toEqual(before);
    expect((await call(getMe, { bearer: session.accessToken })).status).toBe(200);
    expect((await reset(nextPassword)).status).toBe(200);
  });

  it('ends a lockout', async () => {
    const person = await makePerson();
    await db().user.update({ where: { id: person.id }, data: { failedSignIns: 5, lockedUntil: new Date(Date.now() + 900_000) } });
    await call(resetPassword, { body: { token: await requestLink(person), password: nextPassword } });
    expect((await call(login, { body: { email: person.email, password: nextPassword } })).status).toBe(200);
  });

  it('proves the mailbox: a pending account becomes active, with the new password only', async () => {
    const person = await makePerson({ verified: false });
    await call(resetPassword, { body: { token: await requestLink(person), password: nextPassword } });
    expect((await call(login, { body: { email: person.email, password: nextPassword } })).data.user.email_verified).toBe(true);
  });

  it('does not help a suspended user', async () => {
    const person = await makePerson();
    const token = await requestLink(person);
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    expect((await call(resetPassword, { body: { token, password: nextPassword } })).code).toBe('INVALID_TOKEN');
  });

  it('signs nobody in: a browser with a session loses it', async () => {
    const person = await makePerson();
    const browser = await signInBrowser(person);
    const answer = await call(resetPassword, {
      cookie: browser.sessionCookie,
      body: { token: await requestLink(person), password: nextPassword },
    });
    expect(answer.status).toBe(200);
    expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-gatehouse-session=;.*Max-Age=0/)]);
  });

  it('an unknown token is refused with one event', async () => {
    const { result, events: written } = await withEvents(() =>
      call(resetPassword, { body: { token: 'a'.repeat(43), password: nextPassword } }),
    );
    expect([result.status, result.code]).toEqual([400, 'INVALID_TOKEN']);
    expect(written).toMatchObject([{ action: 'password_reset.failed', reason: 'invalid_token' }]);
  });

  it.each([
    ['token', { password: nextPassword }],
    ['password', { token: 'a'.repeat(43) }],
    ['token', { token: 7, password: nextPassword }],
    ['user_id', { token: 'a'.repeat(43), password: nextPassword, user_id: 'x' }],
  ])('names the field %s when it is wrong', async (path, body) => {
    expect((await call(resetPassword, { body })).fields.map((field) => field.path)).toContain(path);
  });
});
