import { beforeEach, describe, expect, it } from 'vitest';
import { login, requestMagicLink, verifyEmail, verifyMagicLink } from '#lib/contracts/auth.ts';
import { renewBackupCodes, setupFactor, startStepUp, verifyStepUp } from '#lib/contracts/factors.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { awayFromWindowEnd, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { awayFromStepEnd, enrol, forgetUsedSteps, makeStale, signInWithFactor, totpCode, wrongCode } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { withEvents } from '#scripts/testing/rows.ts';

const setup = { body: { method: 'totp' } };

async function stale() {
  const person = await makePerson();
  const session = await signIn(person);
  await makeStale(session.sessionId);
  return { person, ...session, bearer: session.accessToken };
}

async function staleWithFactor() {
  const person = await makePerson();
  const session = await enrol(person);
  await makeStale(session.sessionId);
  return { person, ...session, bearer: session.accessToken };
}

/** Somebody who never had a password, signed in by mail. */
async function staleWithoutPassword() {
  const person = await makePerson();
  await db().user.update({ where: { id: person.id }, data: { passwordHash: null } });
  await call(requestMagicLink, { body: { email: person.email } });
  const token = tokenIn((await lastMail(person.id, 'sign_in')).link);
  const { data } = await call(verifyMagicLink, { body: { token } });
  await makeStale(data.session_id);
  return { person, bearer: data.access_token as string, sessionId: data.session_id as string };
}

function stepUpAtOf(sessionId: string): Promise<Date | null> {
  return db()
    .session.findUniqueOrThrow({ where: { id: sessionId } })
    .then(({ stepUpAt }) => stepUpAt);
}

async function failedPasswords(id: string): Promise<number> {
  return (await db().user.findUniqueOrThrow({ where: { id } })).failedSignIns;
}

beforeEach(async () => {
  await awayFromWindowEnd(3600);
  await awayFromStepEnd();
});

describe('POST /auth/step-up', () => {
  it('names the strongest way only, and until when the last proof counts', async () => {
    const [plain, strong] = [await stale(), await staleWithFactor()];
    expect((await call(startStepUp, { bearer: plain.bearer, body: {} })).data).toEqual({ methods: ['password'], fresh_until: null });
    expect((await call(startStepUp, { bearer: strong.bearer, body: {} })).data).toEqual({
      methods: ['totp', 'backup_code'],
      fresh_until: null,
    });
    const { accessToken } = await signIn(plain.person);
    const { data } = await call(startStepUp, { bearer: accessToken, body: {} });
    expect(Math.abs(Date.parse(data.fresh_until) - Date.now() - 600_000)).toBeLessThan(10_000);
    for (const { id } of [plain.person, strong.person])
      expect((await queuedMails(id)).filter(({ template }) => template === 'step_up')).toEqual([]);
  });

  it('mails a code where there is neither a factor nor a password, three times an hour', async () => {
    const { person, bearer } = await staleWithoutPassword();
    for (let index = 0; index < 5; index += 1)
      expect((await call(startStepUp, { bearer, body: {} })).data).toEqual({ methods: ['email'], fresh_until: null });
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'step_up')).toHaveLength(3);
  });
});

describe('POST /auth/step-up/verify', () => {
  it('with the right password: ten minutes, one event', async () => {
    const { person, bearer, sessionId } = await stale();
    expect((await call(setupFactor, { bearer, ...setup })).code).toBe('STEP_UP_REQUIRED');
    const body = { method: 'password', password: goodPassword };
    const { result, events } = await withEvents(() => call(verifyStepUp, { bearer, body }));
    expect(result.status).toBe(200);
    expect(Math.abs(Date.parse(result.data.fresh_until) - Date.now() - 600_000)).toBeLessThan(10_000);
    expect(events).toMatchObject([
      { action: 'step_up.completed', reason: 'password', subjectId: person.id, actorId: person.id, targetId: sessionId },
    ]);
    expect((await call(setupFactor, { bearer, ...setup })).status).toBe(200);
    expect(await failedPasswords(person.id)).toBe(0);
  });

  it('counts for ten minutes, not longer', async () => {
    const { bearer, sessionId } = await stale();
    await call(verifyStepUp, { bearer, body: { method: 'password', password: goodPassword } });
    await db().session.update({ where: { id: sessionId }, data: { stepUpAt: new Date(Date.now() - 590_000) } });
    expect((await call(setupFactor, { bearer, ...setup })).status).toBe(200);
    await db().session.update({ where: { id: sessionId }, data: { stepUpAt: new Date(Date.now() - 600_000) } });
    expect((await call(setupFactor, { bearer, ...setup })).code).toBe('STEP_UP_REQUIRED');
  });

  it('counts for this session only', async () => {
    const { person, bearer } = await stale();
    const other = await signIn(person);
    await makeStale(other.sessionId);
    const elsewhere = await stale();
    await call(verifyStepUp, { bearer, body: { method: 'password', password: goodPassword } });
    expect((await call(setupFactor, { bearer: other.accessToken, ...setup })).code).toBe('STEP_UP_REQUIRED');
    expect((await call(setupFactor, { bearer: elsewhere.bearer, ...setup })).code).toBe('STEP_UP_REQUIRED');
  });

  it('refuses the password of somebody with a second factor, without looking at it', async () => {
    const { person, bearer, sessionId } = await staleWithFactor();
    const before = await stepUpAtOf(sessionId);
    for (const body of [
      { method: 'password', password: goodPassword },
      { method: 'password', password: 'not the password' },
      { method: 'email', code: '123456' },
    ]) {
      const { result, events } = await withEvents(() => call(verifyStepUp, { bearer, body }));
      expect([result.status, result.code]).toEqual([403, 'FORBIDDEN']);
      expect(events).toMatchObject([{ action: 'step_up.failed', result: 'denied', subjectId: person.id }]);
    }
    expect(await stepUpAtOf(sessionId)).toEqual(before);
    expect(await failedPasswords(person.id)).toBe(0);
    expect((await call(renewBackupCodes, { bearer, body: {} })).code).toBe('STEP_UP_REQUIRED');
  });

  it('refuses a mailed code of somebody with a password, and a factor of somebody without', async () => {
    const { bearer } = await stale();
    for (const method of ['email', 'totp', 'backup_code'])
      expect((await call(verifyStepUp, { bearer, body: { method, code: '123456' } })).code).toBe('FORBIDDEN');
  });

  it('takes a TOTP code or a backup code, each once', async () => {
    const { bearer, secret, backupCodes } = await staleWithFactor();
    const totp = { method: 'totp', code: totpCode(secret) };
    const backup = { method: 'backup_code', code: backupCodes[0] };
    for (const body of [totp, backup]) {
      expect((await call(verifyStepUp, { bearer, body })).status).toBe(200);
      expect((await call(verifyStepUp, { bearer, body })).code).toBe('INVALID_CODE');
    }
    expect((await call(renewBackupCodes, { bearer, body: {} })).status).toBe(200);
  });

  it('a code that signed in does not step up, nor the other way round', async () => {
    const { person, bearer, secret } = await staleWithFactor();
    await forgetUsedSteps(person);
    const code = totpCode(secret);
    expect((await signInWithFactor(person, { code })).status).toBe(200);
    expect((await call(verifyStepUp, { bearer, body: { method: 'totp', code } })).code).toBe('INVALID_CODE');
    const next = totpCode(secret, 1);
    expect((await call(verifyStepUp, { bearer, body: { method: 'totp', code: next } })).status).toBe(200);
    expect((await signInWithFactor(person, { code: next })).code).toBe('INVALID_CODE');
  });

  it('wrong codes count against the same budget as in signing in, and are recorded', async () => {
    const { person, bearer, secret } = await staleWithFactor();
    const body = { method: 'totp', code: wrongCode(secret) };
    const { result, events } = await withEvents(() => call(verifyStepUp, { bearer, body }));
    expect([result.status, result.code]).toEqual([400, 'INVALID_CODE']);
    expect(events).toMatchObject([{ action: 'step_up.failed', reason: 'totp', result: 'failure', subjectId: person.id }]);
    await db().user.update({ where: { id: person.id }, data: { factorFailures: 99 } });
    await call(verifyStepUp, { bearer, body });
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'factor_blocked')).toHaveLength(1);
    expect((await call(verifyStepUp, { bearer, body: { method: 'totp', code: totpCode(secret) } })).code).toBe('INVALID_CODE');
    expect((await signInWithFactor(person, { code: totpCode(secret) })).code).toBe('INVALID_CODE');
  });

  it('wrong passwords count against the lock: five, then 423 for the right one, here and at the sign-in', async () => {
    const { person, bearer, sessionId } = await stale();
    const before = await stepUpAtOf(sessionId);
    const wrong = { method: 'password', password: 'not the password' };
    const { result: answers, events } = await withEvents(() => callInParallel(20, verifyStepUp, () => ({ bearer, body: wrong })));
    expect(statuses(answers)).toEqual({ 401: 5, 423: 15 });
    expect(answers.find(({ status }) => status === 401)).toMatchObject({ code: 'INVALID_CREDENTIALS', fields: [{ path: 'password' }] });
    expect(events.filter(({ action }) => action === 'step_up.failed')).toHaveLength(20);
    expect(events.filter(({ action }) => action === 'user.locked')).toHaveLength(1);
    const right = await call(verifyStepUp, { bearer, body: { method: 'password', password: goodPassword } });
    expect([right.status, right.code]).toEqual([423, 'ACCOUNT_LOCKED']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(840);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).code).toBe('INVALID_CREDENTIALS');
    expect(await stepUpAtOf(sessionId)).toEqual(before);
  });

  it.each([
    ['password', 'password', {}],
    ['password', 'password', { code: '123456' }],
    ['totp', 'code', {}],
    ['totp', 'code', { password: goodPassword }],
  ])('%s without its %s is a field error', async (method, field, rest) => {
    const { bearer } = method === 'totp' ? await staleWithFactor() : await stale();
    const answer = await call(verifyStepUp, { bearer, body: { method, ...rest } });
    expect([answer.status, answer.fields[0]?.path]).toEqual([400, field]);
  });

  it('a session that came by a trusted device is never fresh by that', async () => {
    const { person, secret } = await staleWithFactor();
    const trusting = await signInWithFactor(person, { code: totpCode(secret), trust_device: true });
    const cookie = trusting.cookies.find((line) => line.startsWith('__Host-gatehouse-trusted='))?.split(';')[0] ?? '';
    const { data } = await call(login, { cookie, body: { email: person.email, password: goodPassword } });
    const bearer = data.access_token;
    expect((await call(renewBackupCodes, { bearer, body: {} })).code).toBe('STEP_UP_REQUIRED');
    const tried = await call(verifyStepUp, {
      bearer,
      headers: { cookie },
      body: { method: 'password', password: goodPassword },
    });
    expect(tried.code).toBe('FORBIDDEN');
    expect((await call(verifyStepUp, { bearer, body: { method: 'totp', code: totpCode(secret, 1) } })).status).toBe(200);
    expect((await call(renewBackupCodes, { bearer, body: {} })).status).toBe(200);
  });
});

describe('with nothing left that could prove the second factor', () => {
  it('says what to do, and takes no weaker proof in its place', async () => {
    const { person, bearer, sessionId } = await stale();
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'passkey', confirmedAt: new Date() } });
    const before = await stepUpAtOf(sessionId);
    const begun = await call(startStepUp, { bearer, body: {} });
    expect([begun.status, begun.data]).toEqual([200, { methods: [], fresh_until: null }]);
    const refused = await call(setupFactor, { bearer, ...setup });
    expect([refused.status, refused.code, refused.details.methods]).toEqual([403, 'STEP_UP_REQUIRED', []]);
    const recovery = 'Sign in again, not in a trusted browser, and recover the account (POST /auth/recovery).';
    expect(refused.message).toContain(recovery);
    for (const method of ['password', 'totp', 'sms', 'email', 'backup_code']) {
      const proof = method === 'password' ? { password: goodPassword } : { code: '123456' };
      const answer = await call(verifyStepUp, { bearer, body: { method, ...proof } });
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
      expect(answer.message).toContain(recovery);
    }
    for (const method of ['sms', 'email']) await call(startStepUp, { bearer, body: { method } });
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'step_up')).toEqual([]);
    expect(await stepUpAtOf(sessionId)).toEqual(before);
  });
});

describe('the mailed code of somebody without a password', () => {
  async function withCode() {
    const somebody = await staleWithoutPassword();
    await call(startStepUp, { bearer: somebody.bearer, body: {} });
    const { code } = await lastMail(somebody.person.id, 'step_up');
    return { ...somebody, code, body: { method: 'email', code } };
  }

  it('steps up once, also under 50 parallel tries', async () => {
    const { bearer, body } = await withCode();
    const { result: answers, events } = await withEvents(() => callInParallel(50, verifyStepUp, () => ({ bearer, body })));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(events.filter(({ action }) => action === 'step_up.completed')).toHaveLength(1);
    expect((await call(setupFactor, { bearer, ...setup })).status).toBe(200);
    expect((await call(verifyStepUp, { bearer, body })).code).toBe('INVALID_CODE');
  });

  it('is burnt by five wrong ones', async () => {
    const { bearer, code, body } = await withCode();
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let index = 0; index < 5; index += 1)
      expect((await call(verifyStepUp, { bearer, body: { method: 'email', code: wrong } })).code).toBe('INVALID_CODE');
    expect((await call(verifyStepUp, { bearer, body })).code).toBe('INVALID_CODE');
  });

  it('ends after ten minutes, and with a newer one', async () => {
    const { person, bearer, code, body } = await withCode();
    await call(startStepUp, { bearer, body: {} });
    const fresh = (await lastMail(person.id, 'step_up')).code;
    if (fresh !== code) expect((await call(verifyStepUp, { bearer, body })).code).toBe('INVALID_CODE');
    await db().oneTimeToken.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(verifyStepUp, { bearer, body: { method: 'email', code: fresh } })).code).toBe('INVALID_CODE');
  });

  it('signs nobody in, confirms nothing, and a code to sign in does not step up', async () => {
    const { person, bearer, code } = await withCode();
    expect((await call(verifyMagicLink, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyEmail, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    await call(requestMagicLink, { body: { email: person.email } });
    const signInCode = (await lastMail(person.id, 'sign_in')).code;
    if (signInCode !== code)
      expect((await call(verifyStepUp, { bearer, body: { method: 'email', code: signInCode } })).code).toBe('INVALID_CODE');
  });

  it("is of no use in somebody else's session", async () => {
    const { body } = await withCode();
    const other = await withCode();
    if (other.code !== body.code) expect((await call(verifyStepUp, { bearer: other.bearer, body })).code).toBe('INVALID_CODE');
  });
});
