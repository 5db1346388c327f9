import { beforeEach, describe, expect, it } from 'vitest';
import { login, requestMagicLink, requestOtp, verifyMagicLink, verifyOtp } from '#lib/contracts/auth.ts';
import {
  disableFactor,
  enableFactor,
  listFactors,
  setupFactor,
  startSecondFactor,
  startStepUp,
  verifyStepUp,
} from '#lib/contracts/factors.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { awayFromWindowEnd, call, callInParallel, cookieOf, masked, statuses } from '#scripts/testing/api.ts';
import { answerWith, awayFromStepEnd, enrol, makeStale, openedChallenge, totpCode } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { addedPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { lastTextCode, letCodesExpire, makePersonWithPhone, otherCode, type PersonWithPhone, queuedTexts } from '#scripts/testing/texts.ts';

type Method = 'sms' | 'email';
const methods = ['sms', 'email'] as const;

/** The newest code that came for this reason. */
async function lastCode(id: string, method: Method, reason: 'second_factor' | 'factor_setup' | 'step_up'): Promise<string> {
  return method === 'sms' ? lastTextCode(id, reason) : (await lastMail(id, reason)).code;
}

async function countSent(id: string, method: Method): Promise<number> {
  if (method === 'sms') return (await queuedTexts(id)).filter(({ message }) => message.kind === 'second_factor').length;
  return (await queuedMails(id)).filter(({ template }) => template === 'second_factor').length;
}

type Enrolled = PersonWithPhone & { backupCodes: string[] };

async function withFactor(method: Method, person?: PersonWithPhone): Promise<Enrolled> {
  const owner = person ?? (await makePersonWithPhone());
  const { bearer } = owner;
  const { setup_id } = (await call(setupFactor, { bearer, body: { method } })).data;
  const answer = await call(enableFactor, { bearer, body: { setup_id, code: await lastCode(owner.id, method, 'factor_setup') } });
  if (answer.status !== 200) throw new Error(`Enabling answered ${answer.status} ${answer.code}.`);
  return { ...owner, backupCodes: answer.data.backup_codes ?? [] };
}

async function challenged(person: Enrolled, method: Method): Promise<{ token: string; code: string }> {
  const token = await openedChallenge(person);
  const answer = await call(startSecondFactor, { body: { challenge_token: token, method } });
  expect([answer.status, answer.data]).toEqual([202, { status: 'accepted' }]);
  return { token, code: await lastCode(person.id, method, 'second_factor') };
}

beforeEach(async () => {
  await putSettings({});
  await awayFromWindowEnd(3600);
});

describe.each(methods)('codes by %s as a second factor', (method) => {
  it('are set up with a code that was sent, gate nothing before, and come with ten backup codes: one event, one mail', async () => {
    const person = await makePersonWithPhone();
    const { bearer } = person;
    const setup = await call(setupFactor, { bearer, body: { method } });
    expect([setup.status, Object.keys(setup.data).sort()]).toEqual([200, ['expires_in', 'setup_id']]);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    const code = await lastCode(person.id, method, 'factor_setup');
    const body = { setup_id: setup.data.setup_id, code };
    expect((await call(enableFactor, { bearer, body: { ...body, code: otherCode(code) } })).code).toBe('INVALID_CODE');
    const { result, events } = await withEvents(() => call(enableFactor, { bearer, body }));
    expect([result.status, result.data.backup_codes.length]).toEqual([200, 10]);
    expect(events).toMatchObject([{ action: 'factor.enabled', reason: method, subjectId: person.id }]);
    expect(await lastMail(person.id, 'factor_enabled')).toMatchObject({ method });
    expect((await call(enableFactor, { bearer, body })).status).toBe(404);
    expect((await call(listFactors, { bearer })).data.factors).toMatchObject([{ method }]);
    expect((await call(setupFactor, { bearer, body: { method } })).code).toBe('CONFLICT');
  });

  it('are asked for at the sign-in and finish it: one session that tells how', async () => {
    const person = await withFactor(method);
    const first = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([first.status, first.data.methods]).toEqual([202, [method, 'backup_code']]);
    expect(await countSent(person.id, method)).toBe(0);
    const { token, code } = await challenged(person, method);
    expect(await everyRow()).not.toContain(code);
    const { result, events } = await withEvents(() => answerWith(token, { method, code: `${code.slice(0, 3)} ${code.slice(3)}` }));
    expect(result.status).toBe(200);
    expect(events).toMatchObject([{ action: 'session.created', reason: `password+${method}` }]);
    const session = await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } });
    expect(session.amr).toEqual(['pwd', method === 'sms' ? 'sms' : 'otp', 'mfa']);
    expect(session.stepUpAt).not.toBeNull();
  });

  it('in cookie mode the browser’s own challenge asks', async () => {
    const person = await withFactor(method);
    const first = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' } });
    const cookie = cookieOf(first, '__Host-gatehouse-challenge');
    expect((await call(startSecondFactor, { cookie, body: { method }, headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await call(startSecondFactor, { cookie, body: { method } })).status).toBe(202);
    expect(await countSent(person.id, method)).toBe(1);
  });

  it('a code is taken once, also under 50 parallel tries, and never again', async () => {
    const person = await withFactor(method);
    const { token, code } = await challenged(person, method);
    const answers = await callInParallel(10, startSecondFactor, () => ({ body: { challenge_token: 'a'.repeat(43), method } }));
    expect(statuses(answers)).toEqual({ 400: 10 });
    const before = await db().session.count({ where: { userId: person.id } });
    const tries = await Promise.all(Array.from({ length: 50 }, () => answerWith(token, { method, code })));
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await db().session.count({ where: { userId: person.id } })).toBe(before + 1);
    const next = await openedChallenge(person);
    expect((await answerWith(next, { method, code })).code).toBe('INVALID_CODE');
  });

  it('an older code after a resend, and any after ten minutes and a second, is refused', async () => {
    const person = await withFactor(method);
    const { token, code: old } = await challenged(person, method);
    await call(startSecondFactor, { body: { challenge_token: token, method } });
    const fresh = await lastCode(person.id, method, 'second_factor');
    if (old !== fresh) expect((await answerWith(token, { method, code: old })).code).toBe('INVALID_CODE');
    await letCodesExpire(person.id);
    expect((await answerWith(token, { method, code: fresh })).code).toBe('INVALID_CODE');
  });

  it('a code counts in the challenge that asked only, and no code of another purpose does', async () => {
    const person = await withFactor(method);
    const { token, code } = await challenged(person, method);
    const other = await openedChallenge(person);
    expect((await answerWith(other, { method, code })).code).toBe('INVALID_CODE');
    expect((await call(verifyOtp, { body: { phone: person.phone, code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyMagicLink, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyStepUp, { bearer: person.bearer, body: { method, code } })).code).toBe('INVALID_CODE');
    const challenge = await db().signInChallenge.findFirstOrThrow({ where: { userId: person.id }, orderBy: { createdAt: 'desc' } });
    for (const purpose of [
      'sign_in',
      'phone_sign_in',
      'step_up',
      'factor_setup',
      method === 'sms' ? 'email_factor' : 'sms_factor',
    ] as const) {
      const { code: foreign, codeHash } = await makeCode();
      const made = { purpose, userId: person.id, codeHash, boundTo: challenge.id };
      await inTransaction((transaction) => issueOneTimeToken(transaction, made));
      expect([purpose, (await answerWith(other, { method, code: foreign })).code]).toEqual([purpose, 'INVALID_CODE']);
    }
    expect((await answerWith(token, { method, code })).status).toBe(200);
  });

  it('wrong codes count for the code, the challenge and the account', async () => {
    const person = await withFactor(method);
    const { token, code } = await challenged(person, method);
    for (let step = 1; step <= 5; step += 1) await answerWith(token, { method, code: otherCode(code, step) });
    expect((await answerWith(token, { method, code })).code).toBe('INVALID_CODE');
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).factorFailures).toBe(6);
    for (let step = 0; step < 4; step += 1) await answerWith(token, { method: 'backup_code', code: 'wrong' });
    expect((await answerWith(token, { method, code })).code).toBe('INVALID_TOKEN');
    await db().user.update({ where: { id: person.id }, data: { factorFailures: 100 } });
    const fresh = await challenged(person, method);
    expect((await answerWith(fresh.token, { method, code: fresh.code })).code).toBe('INVALID_CODE');
  });

  it('of 100 requests from many addresses three are sent in an hour, over all challenges, with the same answer for all', async () => {
    const person = await withFactor(method);
    const tokens = [await openedChallenge(person), await openedChallenge(person)];
    const answers = [];
    for (let batch = 0; batch < 10; batch += 1)
      answers.push(...(await callInParallel(10, startSecondFactor, (index) => ({ body: { challenge_token: tokens[index % 2], method } }))));
    expect(statuses(answers)).toEqual({ 202: 100 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(await countSent(person.id, method)).toBe(3);
  });

  it('is not sent for a method the challenge does not offer, nor for a challenge that is over', async () => {
    const person = await withFactor(method);
    const token = await openedChallenge(person);
    const missing = method === 'sms' ? 'email' : 'sms';
    expect((await call(startSecondFactor, { body: { challenge_token: token, method: missing } })).status).toBe(404);
    expect((await answerWith(token, { method: missing, code: '123456' })).code).toBe('INVALID_CODE');
    expect((await answerWith(token, { method: 'backup_code', code: person.backupCodes[0] ?? '' })).status).toBe(200);
    expect((await call(startSecondFactor, { body: { challenge_token: token, method } })).code).toBe('INVALID_TOKEN');
    expect(await countSent(person.id, method)).toBe(0);
  });

  it('confirms a sensitive change where it is the strongest there is, in the session that asked', async () => {
    const person = await withFactor(method);
    await makeStale(person.sessionId);
    const { bearer } = person;
    const start = await call(startStepUp, { bearer, body: { method } });
    expect(start.data.methods).toEqual([method, 'backup_code']);
    const code = await lastCode(person.id, method, 'step_up');
    const password = await call(verifyStepUp, { bearer, body: { method: 'password', password: goodPassword } });
    expect(password.code).toBe('FORBIDDEN');
    expect((await call(verifyStepUp, { bearer, body: { method, code: otherCode(code) } })).code).toBe('INVALID_CODE');
    expect((await call(verifyStepUp, { bearer, body: { method, code } })).status).toBe(200);
    expect((await call(verifyStepUp, { bearer, body: { method, code } })).code).toBe('INVALID_CODE');
  });

  it('does not stand in for an authenticator app, which keeps the backup codes it finds', async () => {
    await awayFromStepEnd(10);
    const person = await withFactor(method);
    const { bearer } = person;
    const { secret, setup_id } = (await call(setupFactor, { bearer, body: { method: 'totp' } })).data;
    const enabled = await call(enableFactor, { bearer, body: { setup_id, code: totpCode(secret, -1) } });
    expect([enabled.status, enabled.data.backup_codes]).toEqual([200, undefined]);
    const first = await call(login, { body: { email: person.email, password: goodPassword } });
    expect(first.data.methods).toEqual(['totp', method, 'backup_code']);
    expect((await call(startStepUp, { bearer, body: {} })).data.methods).toEqual(['totp', 'backup_code']);
    expect((await call(verifyStepUp, { bearer, body: { method, code: '123456' } })).code).toBe('FORBIDDEN');
    expect((await answerWith(first.data.challenge_token, { method: 'backup_code', code: person.backupCodes[0] ?? '' })).status).toBe(200);
  });

  it('is switched off with a fresh proof; a code that is on its way counts no more', async () => {
    const person = await withFactor(method);
    const { token, code } = await challenged(person, method);
    await makeStale(person.sessionId);
    expect((await call(disableFactor, { bearer: person.bearer, body: { method } })).code).toBe('STEP_UP_REQUIRED');
    await db().session.update({ where: { id: person.sessionId }, data: { stepUpAt: new Date() } });
    expect((await call(disableFactor, { bearer: person.bearer, body: { method } })).status).toBe(200);
    expect(await lastMail(person.id, 'factor_disabled')).toMatchObject({ method });
    expect((await answerWith(token, { method, code })).code).toBe('INVALID_CODE');
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });

  it('is not offered where the policy allows only what cannot be phished, and does not let anybody in without it', async () => {
    const person = await withFactor(method);
    const other = await makePersonWithPhone();
    const { token, code } = await challenged(person, method);
    await putSettings({ factors: { phishing_resistant_only: true } });
    const first = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([first.status, first.data.methods]).toEqual([202, ['backup_code']]);
    expect((await answerWith(token, { method, code })).code).toBe('INVALID_CODE');
    expect((await call(startSecondFactor, { body: { challenge_token: token, method } })).status).toBe(404);
    expect((await call(setupFactor, { bearer: other.bearer, body: { method } })).code).toBe('FORBIDDEN');
    expect((await call(requestOtp, { body: { phone: other.phone } })).code).toBe('FORBIDDEN');
    expect((await call(verifyOtp, { body: { phone: other.phone, code: '123456' } })).code).toBe('FORBIDDEN');
    await db().backupCode.deleteMany({ where: { userId: person.id } });
    const left = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([left.status, left.data.methods]).toEqual([202, []]);
  });
});

describe('what came from the same place', () => {
  it('a sign-in by mail does not offer a code by mail, one by text no code by text', async () => {
    const person = await withFactor('email', await withFactor('sms'));
    await call(requestMagicLink, { body: { email: person.email } });
    const byMail = await call(verifyMagicLink, { body: { token: tokenIn((await lastMail(person.id, 'sign_in')).link) } });
    expect([byMail.status, byMail.data.methods]).toEqual([202, ['sms', 'backup_code']]);
    const token = byMail.data.challenge_token;
    expect((await call(startSecondFactor, { body: { challenge_token: token, method: 'email' } })).status).toBe(404);
    const { code } = await challenged(person, 'email');
    expect((await answerWith(token, { method: 'email', code })).code).toBe('INVALID_CODE');
  });

  it('somebody who signs in by mail only, or by a passkey besides, cannot choose codes by mail, and reads why', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const setup = { bearer, body: { method: 'email' } };
    await addedPasskey({ bearer });
    await db().user.update({ where: { id: person.id }, data: { passwordHash: null } });
    const beside = await call(setupFactor, setup);
    expect([beside.status, beside.code, beside.details.reason]).toEqual([409, 'CONFLICT', 'passkey_or_email']);
    expect(beside.message).toMatch(/^A passkey needs no second step, .* Set a password first\.$/);
    await db().passkey.deleteMany({ where: { userId: person.id } });
    const only = await call(setupFactor, setup);
    expect([only.status, only.code, only.details.reason]).toEqual([409, 'CONFLICT', 'email_only']);
    expect(only.message).toBe('You sign in by e-mail only. Set a password first.');
    await db().user.update({ where: { id: person.id }, data: { passwordHash: 'x' } });
    expect((await call(setupFactor, setup)).status).toBe(200);
  });
});

it('an app that is set up first brings the backup codes, codes by mail after it bring none', async () => {
  await awayFromStepEnd(10);
  const person = await makePerson();
  const { accessToken: bearer, backupCodes } = await enrol(person);
  const { setup_id } = (await call(setupFactor, { bearer, body: { method: 'email' } })).data;
  const answer = await call(enableFactor, { bearer, body: { setup_id, code: await lastCode(person.id, 'email', 'factor_setup') } });
  expect([answer.status, answer.data.backup_codes]).toEqual([200, undefined]);
  const token = await openedChallenge(person);
  expect((await answerWith(token, { method: 'backup_code', code: backupCodes[0] ?? '' })).status).toBe(200);
});
