import { beforeEach, describe, expect, it } from 'vitest';
import { forgotPassword, login, requestMagicLink, resetPassword, verifyEmail, verifyMagicLink } from '#lib/contracts/auth.ts';
import { getMe } from '#lib/contracts/users.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { awayFromWindowEnd, call, callInParallel, cookieOf, masked, maskedHeaders, readAnswer, statuses } from '#scripts/testing/api.ts';
import { apiRoutes } from '#scripts/testing/api-routes.ts';
import { answerWith, awayFromStepEnd, enrol, totpCode } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, type Person } from '#scripts/testing/people.ts';
import { everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';

const sessionName = '__Host-gatehouse-session';
const challengeName = '__Host-gatehouse-challenge';

type Mail = { code: string; link: string; token: string };

async function ask(person: Pick<Person, 'id' | 'email'>): Promise<Mail> {
  await call(requestMagicLink, { body: { email: person.email } });
  const { code, link } = await lastMail(person.id, 'sign_in');
  return { code, link, token: tokenIn(link) };
}

async function withMail() {
  const person = await makePerson();
  return { person, ...(await ask(person)) };
}

function another(code: string, step = 1): string {
  return String((Number(code) + step) % 1_000_000).padStart(6, '0');
}

function sessionsOf(person: Person): Promise<number> {
  return db().session.count({ where: { userId: person.id } });
}

beforeEach(() => awayFromWindowEnd(3600));

describe('POST /auth/magic-link', () => {
  it('answers a known, an unknown, a suspended and an unconfirmed address the same', async () => {
    const [known, suspended, pending] = [
      await makePerson(),
      await makePerson({ status: 'suspended' }),
      await makePerson({ verified: false }),
    ];
    const emails = [known.email, newEmail(), suspended.email, pending.email, known.email.toUpperCase()];
    const { result: answers, events } = await withEvents(async () => {
      const all = [];
      for (const email of emails) all.push(await call(requestMagicLink, { body: { email } }));
      return all;
    });
    expect(statuses(answers)).toEqual({ 202: emails.length });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
    expect(events.map(({ action }) => action)).toEqual(Array(emails.length).fill('sign_in_link.requested'));
    expect((await queuedMails(known.id)).map(({ template }) => template)).toEqual(['sign_in', 'sign_in']);
    expect(await queuedMails(suspended.id)).toEqual([]);
  });

  it('sends an unconfirmed address the mail to confirm it instead, which signs nobody in', async () => {
    const pending = await makePerson({ verified: false });
    await call(requestMagicLink, { body: { email: pending.email } });
    expect((await queuedMails(pending.id)).map(({ template }) => template)).toEqual(['verify_email']);
    const mail = await lastMail(pending.id, 'verify_email');
    expect((await call(verifyMagicLink, { body: { token: tokenIn(mail.link) } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyMagicLink, { body: { email: pending.email, code: mail.code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyEmail, { body: { token: tokenIn(mail.link) } })).status).toBe(200);
  });

  it('mails a link on our own origin and a code, and keeps only hashes of both', async () => {
    const person = await makePerson();
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    await call(requestMagicLink, { body: { email: person.email, redirect_to: '/profile' }, headers });
    const { code, link } = await lastMail(person.id, 'sign_in');
    expect(code).toMatch(/^\d{6}$/);
    expect(link).toMatch(/^http:\/\/localhost:3000\/magic-link\?token=[A-Za-z0-9_-]{43}&redirect_to=%2Fprofile$/);
    const rows = await everyRow();
    expect(rows).not.toContain(tokenIn(link));
    expect(rows).toContain(Buffer.from(sha256(tokenIn(link))).toString('hex'));
    const row = await db().oneTimeToken.findFirstOrThrow({ where: { userId: person.id, purpose: 'sign_in' } });
    expect(row.codeHash).toMatch(/^\$argon2id\$/);
    expect(Math.abs(row.expiresAt.getTime() - row.createdAt.getTime() - 600_000)).toBeLessThan(5000);
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', 'https:evil.example'])(
    'leads nowhere else when asked to go to %s',
    async (redirect_to) => {
      const person = await makePerson();
      expect((await call(requestMagicLink, { body: { email: person.email, redirect_to } })).status).toBe(202);
      const { link } = await lastMail(person.id, 'sign_in');
      expect(link).not.toContain('evil');
      expect(new URL(link).searchParams.get('redirect_to') ?? '/dashboard').toBe('/dashboard');
    },
  );

  it('writes to one recipient three times an hour and answers the same beyond; the last mail stays good', async () => {
    const person = await makePerson();
    const answers = [];
    for (let index = 0; index < 6; index += 1) answers.push(await call(requestMagicLink, { body: { email: person.email } }));
    expect(statuses(answers)).toEqual({ 202: 6 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(await queuedMails(person.id)).toHaveLength(3);
    const { link } = await lastMail(person.id, 'sign_in');
    expect((await call(verifyMagicLink, { body: { token: tokenIn(link) } })).status).toBe(200);
  });
});

describe('POST /auth/magic-link/verify', () => {
  it('signs in with the link: tokens, one session, one event', async () => {
    const { person, token } = await withMail();
    const { result, events } = await withEvents(() => call(verifyMagicLink, { body: { token } }));
    expect(result.status).toBe(200);
    expect(result.data).toMatchObject({ status: 'signed_in', token_type: 'Bearer', user: { id: person.id } });
    expect(events).toMatchObject([{ action: 'session.created', reason: 'email', subjectId: person.id, actorId: person.id }]);
    expect(await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } })).toMatchObject({
      method: 'email',
      amr: ['otp'],
    });
    expect((await call(getMe, { bearer: result.data.access_token })).status).toBe(200);
  });

  it('signs in with the address and the code, in cookie mode with a cookie and no tokens', async () => {
    const { person, code } = await withMail();
    const body = { email: person.email.toUpperCase(), code: `${code.slice(0, 3)} ${code.slice(3)}`, mode: 'cookie' };
    const answer = await call(verifyMagicLink, { body });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.data).sort()).toEqual(['session_id', 'status', 'user']);
    expect((await call(getMe, { cookie: cookieOf(answer, sessionName) })).data.id).toBe(person.id);
  });

  it('takes the link once, also under 50 parallel tries', async () => {
    const { person, token } = await withMail();
    const { result: answers, events } = await withEvents(() => callInParallel(50, verifyMagicLink, () => ({ body: { token } })));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(events.filter(({ action }) => action === 'session.created')).toHaveLength(1);
    expect(events.filter(({ action }) => action === 'session.denied')).toHaveLength(49);
    expect(await sessionsOf(person)).toBe(1);
    expect((await call(verifyMagicLink, { body: { token } })).code).toBe('INVALID_TOKEN');
  });

  it('takes the code once, also under 50 parallel tries', async () => {
    const { person, code } = await withMail();
    const answers = await callInParallel(50, verifyMagicLink, () => ({ body: { email: person.email, code } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(await sessionsOf(person)).toBe(1);
  });

  it('the code and the link of one mail are one: using one ends the other', async () => {
    const { person, code, token } = await withMail();
    expect((await call(verifyMagicLink, { body: { email: person.email, code } })).status).toBe(200);
    expect((await call(verifyMagicLink, { body: { token } })).code).toBe('INVALID_TOKEN');
  });

  it('a newer mail voids the older link and code', async () => {
    const old = await withMail();
    const fresh = await ask(old.person);
    expect((await call(verifyMagicLink, { body: { token: old.token } })).code).toBe('INVALID_TOKEN');
    if (fresh.code !== old.code)
      expect((await call(verifyMagicLink, { body: { email: old.person.email, code: old.code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyMagicLink, { body: { token: fresh.token } })).status).toBe(200);
  });

  it('refuses both after their end', async () => {
    const { person, code, token } = await withMail();
    await db().oneTimeToken.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(verifyMagicLink, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyMagicLink, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    expect(await sessionsOf(person)).toBe(0);
  });

  it('five wrong codes burn the code, also in parallel; the link still works for who has the mail', async () => {
    const { person, code, token } = await withMail();
    await callInParallel(20, verifyMagicLink, (index) => ({ body: { email: person.email, code: another(code, index + 1) } }));
    expect((await call(verifyMagicLink, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyMagicLink, { body: { token } })).status).toBe(200);
  });

  it('answers a wrong code, an unknown address and one that never asked the same', async () => {
    const { person, code } = await withMail();
    const emails = [person.email, newEmail(), (await makePerson()).email, (await makePerson({ status: 'suspended' })).email];
    const answers = [];
    for (const email of emails) answers.push(await call(verifyMagicLink, { body: { email, code: another(code) } }));
    expect(statuses(answers)).toEqual({ 400: 4 });
    expect(new Set(answers.map(masked)).size).toBe(1);
  });

  it("refuses somebody else's code", async () => {
    const [mine, other] = [await withMail(), await withMail()];
    if (mine.code !== other.code)
      expect((await call(verifyMagicLink, { body: { email: other.person.email, code: mine.code } })).code).toBe('INVALID_CODE');
  });

  it('tokens and codes of other purposes are refused, and these elsewhere', async () => {
    const { person, token, code } = await withMail();
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyEmail, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyEmail, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    await call(forgotPassword, { body: { email: person.email } });
    const reset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await call(verifyMagicLink, { body: { token: reset } })).code).toBe('INVALID_TOKEN');
    for (const purpose of ['email_verification', 'step_up', 'admin_setup'] as const) {
      const other = await makePerson();
      const { code: foreign, codeHash } = await makeCode();
      const secret = await inTransaction((transaction) => issueOneTimeToken(transaction, { purpose, userId: other.id, codeHash }));
      expect([purpose, (await call(verifyMagicLink, { body: { token: secret } })).code]).toEqual([purpose, 'INVALID_TOKEN']);
      const byCode = await call(verifyMagicLink, { body: { email: other.email, code: foreign } });
      expect([purpose, byCode.code]).toEqual([purpose, 'INVALID_CODE']);
    }
    expect((await call(verifyMagicLink, { body: { token } })).status).toBe(200);
  });

  it('signs nobody in who was suspended meanwhile, and uses the link up', async () => {
    const { person, token } = await withMail();
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    const { result, events } = await withEvents(() => call(verifyMagicLink, { body: { token } }));
    expect([result.status, result.code, result.cookies]).toEqual([403, 'ACCOUNT_SUSPENDED', []]);
    expect(events).toMatchObject([{ action: 'session.denied', reason: 'suspended', subjectId: person.id }]);
    expect(await sessionsOf(person)).toBe(0);
    await db().user.update({ where: { id: person.id }, data: { status: 'active' } });
    expect((await call(verifyMagicLink, { body: { token } })).code).toBe('INVALID_TOKEN');
  });

  it('still owes the second factor, with the link and with the code', async () => {
    await awayFromStepEnd(10);
    const person = await makePerson();
    const { secret } = await enrol(person);
    const before = await sessionsOf(person);
    const byLink = await call(verifyMagicLink, { body: { token: (await ask(person)).token } });
    expect([byLink.status, byLink.data.status, byLink.cookies]).toEqual([202, 'second_factor_required', []]);
    expect(byLink.data.access_token).toBeUndefined();
    const { code } = await ask(person);
    const byCode = await call(verifyMagicLink, { body: { email: person.email, code, mode: 'cookie' } });
    expect([byCode.status, byCode.data.challenge_token]).toEqual([202, undefined]);
    expect(byCode.cookies.map((line) => line.split('=')[0])).toEqual([challengeName]);
    expect(await sessionsOf(person)).toBe(before);
    const done = await answerWith(byLink.data.challenge_token, { code: totpCode(secret) });
    expect(done.status).toBe(200);
    expect((await db().session.findUniqueOrThrow({ where: { id: done.data.session_id } })).amr).toEqual(['otp', 'otp', 'mfa']);
  });

  it('a GET of it, as a scanner sends, uses nothing up', async () => {
    const { token } = await withMail();
    const found = (await apiRoutes()).find(({ path }) => path === '/auth/magic-link/verify');
    const before = await rowCounts();
    for (let index = 0; index < 5; index += 1) {
      const request = new Request(`http://localhost:3000/api/v1/auth/magic-link/verify?token=${token}`);
      const response = await found?.handlers.GET?.(request, { params: Promise.resolve({}) });
      expect(response && (await readAnswer(response)).status).toBe(405);
    }
    expect(await rowCounts()).toEqual(before);
    expect((await call(verifyMagicLink, { body: { token } })).status).toBe(200);
  });

  it('ends the session that the browser came with', async () => {
    const planted = cookieOf(
      await call(login, { body: { email: (await makePerson()).email, password: goodPassword, mode: 'cookie' } }),
      sessionName,
    );
    const { person, token } = await withMail();
    const answer = await call(verifyMagicLink, { cookie: planted, body: { token, mode: 'cookie' } });
    expect((await call(getMe, { cookie: planted })).status).toBe(401);
    expect((await call(getMe, { cookie: cookieOf(answer, sessionName) })).data.id).toBe(person.id);
  });
});
