import { beforeEach, describe, expect, it } from 'vitest';
import { requestOtp, verifyEmail, verifyMagicLink, verifyOtp } from '#lib/contracts/auth.ts';
import { confirmPhone, getMe, removePhone, requestPhone } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { awayFromWindowEnd, call, callInParallel, cookieOf, masked, maskedHeaders, statuses } from '#scripts/testing/api.ts';
import { answerWith, awayFromStepEnd, enrol, totpCode } from '#scripts/testing/factors.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';
import {
  lastTextCode,
  letCodesExpire,
  makePersonWithPhone,
  newPhone,
  otherCode,
  type PersonWithPhone,
  queuedTexts,
} from '#scripts/testing/texts.ts';

async function ask(person: PersonWithPhone): Promise<string> {
  expect((await call(requestOtp, { body: { phone: person.phone } })).status).toBe(202);
  return lastTextCode(person.id, 'sign_in');
}

async function withCode() {
  const person = await makePersonWithPhone();
  return { person, code: await ask(person) };
}

function signInTexts(person: { id: string }) {
  return queuedTexts(person.id).then((texts) => texts.filter(({ message }) => message.kind === 'sign_in'));
}

function sessionsOf(person: { id: string }): Promise<number> {
  return db().session.count({ where: { userId: person.id } });
}

beforeEach(async () => {
  await awayFromWindowEnd(3600);
});

describe('POST /auth/otp', () => {
  it('answers a known, an unknown, an unconfirmed and a suspended number the same, and writes to the known one only', async () => {
    const known = await makePersonWithPhone();
    const suspended = await makePersonWithPhone();
    await db().user.update({ where: { id: suspended.id }, data: { status: 'suspended' } });
    const asking = await makePerson();
    const unconfirmed = newPhone();
    await call(requestPhone, { bearer: (await signIn(asking)).accessToken, body: { phone: unconfirmed } });
    const phones = [known.phone, newPhone(), unconfirmed, suspended.phone, known.phone.replace('+49', '+49 (0) ')];
    const { result: answers, events } = await withEvents(async () => {
      const all = [];
      for (const phone of phones) all.push(await call(requestOtp, { body: { phone } }));
      return all;
    });
    expect(statuses(answers)).toEqual({ 202: phones.length });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
    expect(events.map(({ action }) => action)).toEqual(Array(phones.length).fill('sign_in_text.requested'));
    expect((await signInTexts(known)).map(({ to }) => to)).toEqual([known.phone, known.phone]);
    for (const other of [suspended, asking]) expect(await signInTexts(other)).toEqual([]);
  });

  it('does the same slow work for a known and an unknown number, and answers at even times', async () => {
    const { phone } = await makePersonWithPhone();
    for (const asked of [phone, newPhone()]) {
      const startedAt = performance.now();
      await call(requestOtp, { body: { phone: asked } });
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
    }
  });

  it('refuses what is no number, with the reason', async () => {
    const answer = await call(requestOtp, { body: { phone: '01512 3456789' } });
    expect([answer.status, answer.fields[0]?.path, answer.fields[0]?.code]).toEqual([400, 'phone', 'no_country']);
  });

  it('of 100 requests for one number from 100 addresses three are sent in an hour, with the same answer for all', async () => {
    const person = await makePersonWithPhone();
    const answers = [];
    // More at once would fill the queue of the slow hashes, which is another limit.
    for (let batch = 0; batch < 10; batch += 1)
      answers.push(...(await callInParallel(10, requestOtp, () => ({ body: { phone: person.phone } }))));
    expect(statuses(answers)).toEqual({ 202: 100 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(await signInTexts(person)).toHaveLength(3);
    const code = await lastTextCode(person.id, 'sign_in');
    expect((await call(verifyOtp, { body: { phone: person.phone, code } })).status).toBe(200);
  });

  it('keeps neither the code nor the number readable', async () => {
    const { person, code } = await withCode();
    const rows = await everyRow();
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(person.phone);
    expect((await db().oneTimeToken.findFirstOrThrow({ where: { userId: person.id, purpose: 'phone_sign_in' } })).codeHash).toMatch(
      /^\$argon2id\$/,
    );
  });
});

describe('POST /auth/otp/verify', () => {
  it('signs in with the code: tokens, one session that tells how and is no fresh proof, one event', async () => {
    const { person, code } = await withCode();
    const { result, events } = await withEvents(() => call(verifyOtp, { body: { phone: person.phone, code } }));
    expect(result.status).toBe(200);
    expect(result.data).toMatchObject({ status: 'signed_in', token_type: 'Bearer', user: { id: person.id, phone: person.phone } });
    expect(events).toMatchObject([{ action: 'session.created', reason: 'sms', subjectId: person.id }]);
    const session = await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } });
    expect([session.method, session.amr, session.stepUpAt]).toEqual(['sms', ['sms'], null]);
  });

  it('in cookie mode sets the session cookie and answers no tokens', async () => {
    const { person, code } = await withCode();
    const answer = await call(verifyOtp, { body: { phone: person.phone, code, mode: 'cookie', remember_me: true } });
    expect(answer.data.access_token).toBeUndefined();
    expect(answer.cookies.find((line) => line.startsWith('__Host-gatehouse-session'))).toContain('Max-Age=2592000');
    expect((await call(getMe, { cookie: cookieOf(answer, '__Host-gatehouse-session') })).data.id).toBe(person.id);
  });

  it('takes a code once, also under 50 parallel tries', async () => {
    const { person, code } = await withCode();
    const before = await sessionsOf(person);
    const answers = await callInParallel(50, verifyOtp, () => ({ body: { phone: person.phone, code } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it('refuses an older code after a resend, and any after ten minutes and a second', async () => {
    const { person, code: old } = await withCode();
    const fresh = await ask(person);
    if (old !== fresh) expect((await call(verifyOtp, { body: { phone: person.phone, code: old } })).code).toBe('INVALID_CODE');
    const { expiresAt, createdAt } = await db().oneTimeToken.findFirstOrThrow({
      where: { userId: person.id, purpose: 'phone_sign_in', voidedAt: null },
    });
    expect(Math.abs(expiresAt.getTime() - createdAt.getTime() - 600_000)).toBeLessThan(5000);
    await letCodesExpire(person.id);
    expect((await call(verifyOtp, { body: { phone: person.phone, code: fresh } })).code).toBe('INVALID_CODE');
  });

  it('five wrong codes burn a code, also in parallel', async () => {
    const { person, code } = await withCode();
    await callInParallel(20, verifyOtp, (index) => ({ body: { phone: person.phone, code: otherCode(code, index + 1) } }));
    expect((await call(verifyOtp, { body: { phone: person.phone, code } })).code).toBe('INVALID_CODE');
  });

  it('thirty wrong codes in a day end it for the account, over any number of codes; a right one before does not count', async () => {
    const person = await makePersonWithPhone();
    expect((await call(verifyOtp, { body: { phone: person.phone, code: await ask(person) } })).status).toBe(200);
    const right: string[] = [];
    for (let round = 0; round < 7; round += 1) {
      const { code, codeHash } = await makeCode();
      await inTransaction((transaction) => issueOneTimeToken(transaction, { purpose: 'phone_sign_in', userId: person.id, codeHash }));
      right.push(code);
      if (round === 6) break;
      for (let step = 1; step <= 5; step += 1) await call(verifyOtp, { body: { phone: person.phone, code: otherCode(code, step) } });
    }
    expect((await call(verifyOtp, { body: { phone: person.phone, code: right.at(-1) } })).code).toBe('INVALID_CODE');
    await db().limitCounter.deleteMany({});
    expect((await call(verifyOtp, { body: { phone: person.phone, code: right.at(-1) } })).status).toBe(200);
  });

  it('answers a wrong code, an unknown number and one that never asked the same', async () => {
    const { person, code } = await withCode();
    const phones = [person.phone, newPhone(), (await makePersonWithPhone()).phone];
    const answers = [];
    for (const phone of phones) answers.push(await call(verifyOtp, { body: { phone, code: otherCode(code) } }));
    expect(statuses(answers)).toEqual({ 400: 3 });
    expect(new Set(answers.map(masked)).size).toBe(1);
  });

  it('codes of other purposes are refused, and this one elsewhere', async () => {
    const { person, code } = await withCode();
    for (const purpose of [
      'sign_in',
      'email_verification',
      'step_up',
      'phone_change',
      'factor_setup',
      'sms_factor',
      'email_factor',
    ] as const) {
      const other = await makePersonWithPhone();
      const { code: foreign, codeHash } = await makeCode();
      await inTransaction((transaction) => issueOneTimeToken(transaction, { purpose, userId: other.id, codeHash }));
      expect([purpose, (await call(verifyOtp, { body: { phone: other.phone, code: foreign } })).code]).toEqual([purpose, 'INVALID_CODE']);
    }
    expect((await call(verifyMagicLink, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyEmail, { body: { email: person.email, code } })).code).toBe('INVALID_CODE');
    expect((await call(confirmPhone, { bearer: person.bearer, body: { code } })).code).toBe('INVALID_CODE');
    expect((await call(verifyOtp, { body: { phone: person.phone, code } })).status).toBe(200);
  });

  it('a code that is on its way dies with the number', async () => {
    const { person, code } = await withCode();
    await call(removePhone, { bearer: person.bearer });
    expect((await call(verifyOtp, { body: { phone: person.phone, code } })).code).toBe('INVALID_CODE');
    expect(
      await db().oneTimeToken.count({ where: { userId: person.id, purpose: 'phone_sign_in', voidedAt: null, consumedAt: null } }),
    ).toBe(0);
  });

  it('signs nobody in who was suspended meanwhile', async () => {
    const { person, code } = await withCode();
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    expect((await call(verifyOtp, { body: { phone: person.phone, code } })).code).toBe('ACCOUNT_SUSPENDED');
  });

  it('still owes the second factor', async () => {
    await awayFromStepEnd(10);
    const person = await makePersonWithPhone();
    const { secret } = await enrol(person);
    const answer = await call(verifyOtp, { body: { phone: person.phone, code: await ask(person) } });
    expect([answer.status, answer.data.methods, answer.cookies]).toEqual([202, ['totp', 'backup_code'], []]);
    const done = await answerWith(answer.data.challenge_token, { code: totpCode(secret) });
    expect((await db().session.findUniqueOrThrow({ where: { id: done.data.session_id } })).amr).toEqual(['sms', 'otp', 'mfa']);
  });

  it('where text messages are the only second factor and no backup code is left, another way in is needed', async () => {
    const { person, code } = await withCode();
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'sms', confirmedAt: new Date() } });
    const before = await sessionsOf(person);
    const { result, events } = await withEvents(() => call(verifyOtp, { body: { phone: person.phone, code } }));
    expect([result.status, result.code, result.cookies]).toEqual([403, 'FORBIDDEN', []]);
    expect(events).toMatchObject([{ action: 'session.denied', reason: 'same_factor' }]);
    expect(await sessionsOf(person)).toBe(before);
  });
});
