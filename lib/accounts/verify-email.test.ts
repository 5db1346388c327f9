import { beforeEach, describe, expect, it } from 'vitest';
import { login, register, resendVerification, resetPassword, verifyEmail } from '#lib/contracts/auth.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { awayFromWindowEnd, call, callInParallel, masked, maskedHeaders, statuses } from '#scripts/testing/api.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, userIdOf } from '#scripts/testing/people.ts';
import { events, withEvents } from '#scripts/testing/rows.ts';

type Pending = { id: string; email: string; code: string; token: string };

async function readMail(id: string): Promise<{ code: string; token: string }> {
  const { code, link } = await lastMail(id, 'verify_email');
  return { code, token: tokenIn(link) };
}

async function registerSomebody(): Promise<Pending> {
  const email = newEmail();
  await call(register, { body: { email, password: goodPassword, accept_terms: true } });
  const id = await userIdOf(email);
  return { id, email, ...(await readMail(id)) };
}

function isVerified(id: string): Promise<boolean> {
  return db()
    .user.findUniqueOrThrow({ where: { id } })
    .then((user) => user.status === 'active' && user.emailVerifiedAt !== null);
}

function anotherCode(code: string, step = 1): string {
  return String((Number(code) + step) % 1_000_000).padStart(6, '0');
}

beforeEach(() => awayFromWindowEnd(3600));

describe('POST /auth/verify-email', () => {
  it('confirms the address with the link, writes one event and lets its owner sign in', async () => {
    const { id, email, token } = await registerSomebody();
    expect((await call(login, { body: { email, password: goodPassword } })).code).toBe('EMAIL_NOT_VERIFIED');
    const { result, events: written } = await withEvents(() => call(verifyEmail, { body: { token } }));
    expect([result.status, result.data]).toEqual([200, { verified: true, password_reset_required: false }]);
    expect(written).toMatchObject([{ action: 'user.email_verified', subjectId: id, actorId: id, result: 'success' }]);
    expect((await call(login, { body: { email, password: goodPassword } })).status).toBe(200);
  });

  it('confirms the address with the code, spaces and dashes ignored', async () => {
    const { id, email, code } = await registerSomebody();
    expect((await call(verifyEmail, { body: { email: email.toUpperCase(), code: `${code.slice(0, 3)}-${code.slice(3)} ` } })).status).toBe(
      200,
    );
    expect(await isVerified(id)).toBe(true);
  });

  it('takes a link once, also under 50 parallel tries, and records each refusal', async () => {
    const { id, token } = await registerSomebody();
    const { result: answers, events: written } = await withEvents(() => callInParallel(50, verifyEmail, () => ({ body: { token } })));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(answers.filter(({ code }) => code === 'INVALID_TOKEN')).toHaveLength(49);
    expect(written.filter(({ action }) => action === 'user.email_verified')).toHaveLength(1);
    expect(written.filter(({ action }) => action === 'email_verification.failed')).toHaveLength(49);
    expect(await isVerified(id)).toBe(true);
    expect((await call(verifyEmail, { body: { token } })).code).toBe('INVALID_TOKEN');
  });

  it('takes a code once, also under 50 parallel tries', async () => {
    const { email, code } = await registerSomebody();
    const answers = await callInParallel(50, verifyEmail, () => ({ body: { email, code } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect((await call(verifyEmail, { body: { email, code } })).code).toBe('INVALID_CODE');
  });

  it('the code and the link of one mail are one token: using one ends the other', async () => {
    const { email, code, token } = await registerSomebody();
    expect((await call(verifyEmail, { body: { token } })).status).toBe(200);
    expect((await call(verifyEmail, { body: { email, code } })).code).toBe('INVALID_CODE');
  });

  it('five wrong codes burn the code, so that the right one is refused as well', async () => {
    const { id, email, code } = await registerSomebody();
    const wrong = await callInParallel(20, verifyEmail, (index) => ({ body: { email, code: anotherCode(code, index + 1) } }));
    expect(statuses(wrong)).toEqual({ 400: 20 });
    const [token] = await db().oneTimeToken.findMany({ where: { userId: id } });
    expect(token?.attempts).toBe(5);
    expect((await call(verifyEmail, { body: { email, code } })).code).toBe('INVALID_CODE');
    expect(await isVerified(id)).toBe(false);
  });

  it('four wrong codes leave the fifth try to the right one', async () => {
    const { email, code } = await registerSomebody();
    for (const step of [1, 2, 3, 4]) await call(verifyEmail, { body: { email, code: anotherCode(code, step) } });
    expect((await call(verifyEmail, { body: { email, code } })).status).toBe(200);
  });

  it('a newer mail ends the older code and link', async () => {
    const old = await registerSomebody();
    expect((await call(resendVerification, { body: { email: old.email } })).status).toBe(202);
    expect((await call(verifyEmail, { body: { token: old.token } })).code).toBe('INVALID_TOKEN');
    if ((await readMail(old.id)).code !== old.code) {
      expect((await call(verifyEmail, { body: { email: old.email, code: old.code } })).code).toBe('INVALID_CODE');
    }
    expect((await call(verifyEmail, { body: { token: (await readMail(old.id)).token } })).status).toBe(200);
  });

  it('an expired link and code are refused, whether or not they were cleaned up', async () => {
    const { id, email, code, token } = await registerSomebody();
    await db().oneTimeToken.updateMany({ where: { userId: id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(verifyEmail, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyEmail, { body: { email, code } })).code).toBe('INVALID_CODE');
    expect(await isVerified(id)).toBe(false);
  });

  it('lives 30 minutes', async () => {
    const { id } = await registerSomebody();
    const token = await db().oneTimeToken.findFirstOrThrow({ where: { userId: id } });
    expect(token.expiresAt.getTime() - token.createdAt.getTime()).toBeGreaterThan(29.9 * 60_000);
    expect(token.expiresAt.getTime() - token.createdAt.getTime()).toBeLessThan(30.1 * 60_000);
  });

  it('a token of another purpose is refused, in both directions', async () => {
    const { id, token } = await registerSomebody();
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
    await db().oneTimeToken.updateMany({ where: { tokenHash: sha256(token) }, data: { purpose: 'password_reset' } });
    expect((await call(verifyEmail, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect(await isVerified(id)).toBe(false);
  });

  it("somebody else's code is refused", async () => {
    const mine = await registerSomebody();
    const other = await registerSomebody();
    if (mine.code === other.code) return;
    expect((await call(verifyEmail, { body: { email: other.email, code: mine.code } })).code).toBe('INVALID_CODE');
  });

  it('answers the same for a wrong code, an unknown address and an address that is confirmed already', async () => {
    const pending = await registerSomebody();
    const emails = [pending.email, newEmail(), (await makePerson()).email];
    const { result: answers, events: written } = await withEvents(async () => {
      const all = [];
      for (const email of emails) all.push(await call(verifyEmail, { body: { email, code: anotherCode(pending.code) } }));
      return all;
    });
    expect(statuses(answers)).toEqual({ 400: 3 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(written.map(({ action, reason }) => [action, reason])).toEqual(Array(3).fill(['email_verification.failed', 'invalid_code']));
  });

  it.each([
    ['nothing', {}],
    ['an empty token', { token: '' }],
    ['a token that is an array', { token: ['a'.repeat(43)] }],
    ['a token with other signs', { token: `${'a'.repeat(42)}'` }],
    ['a code without an address', { code: '123456' }],
    ['an address without a code', { email: 'a@example.com' }],
    ['a code that is a number', { email: 'a@example.com', code: 123456 }],
    ['two proofs at once', { token: 'a'.repeat(43), email: 'a@example.com', code: '123456' }],
    ['five digits', { email: 'a@example.com', code: '12345' }],
    ['other digits than 0 to 9', { email: 'a@example.com', code: '１２３４５６' }],
  ])('refuses %s as a mistake of the form, without an event', async (_, body) => {
    const { result, events: written } = await withEvents(() => call(verifyEmail, { body }));
    expect([result.status, result.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(result.fields.length).toBeGreaterThan(0);
    expect(written).toEqual([]);
  });
});

describe('POST /auth/resend-verification', () => {
  it('answers the same for a pending, a confirmed, a suspended and an unknown address, and mails only the first', async () => {
    const pending = await makePerson({ verified: false });
    const active = await makePerson();
    const suspended = await makePerson({ status: 'suspended' });
    const answers = [];
    for (const email of [pending.email, active.email, suspended.email, newEmail()])
      answers.push(await call(resendVerification, { body: { email } }));
    expect(statuses(answers)).toEqual({ 202: 4 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
    expect(await queuedMails(pending.id)).toHaveLength(1);
    expect([...(await queuedMails(active.id)), ...(await queuedMails(suspended.id))]).toEqual([]);
    expect((await events({ subjectId: pending.id })).map(({ action }) => action)).toEqual(['email_verification.requested']);
  });

  it('sends at most three mails an hour together with registering, and the last code sent keeps working', async () => {
    const { id, email } = await registerSomebody();
    await callInParallel(10, resendVerification, () => ({ body: { email } }));
    expect(await queuedMails(id)).toHaveLength(3);
    expect(await db().oneTimeToken.count({ where: { userId: id, voidedAt: null, consumedAt: null } })).toBe(1);
    expect((await call(verifyEmail, { body: { email, code: (await readMail(id)).code } })).status).toBe(200);
  });

  it('names the field that is wrong', async () => {
    expect((await call(resendVerification, { body: { email: [] } })).fields).toMatchObject([{ path: 'email' }]);
  });
});
