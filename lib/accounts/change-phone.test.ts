import { beforeEach, describe, expect, it } from 'vitest';
import { register } from '#lib/contracts/auth.ts';
import { setupFactor } from '#lib/contracts/factors.ts';
import { confirmPhone, getMe, removePhone, requestPhone, updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { awayFromWindowEnd, call, callInParallel, masked, maskedHeaders, statuses } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, signIn, userIdOf } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';
import { lastTextCode, letCodesExpire, makePersonWithPhone, newPhone, otherCode, queuedTexts } from '#scripts/testing/texts.ts';

async function signedIn() {
  const person = await makePerson();
  const { accessToken: bearer, sessionId } = await signIn(person);
  return { person, bearer, sessionId };
}

/** Asks for a number to be somebody's; answers the code that was sent to it. */
async function ask(person: { id: string }, bearer: string, phone: string): Promise<string> {
  expect((await call(requestPhone, { bearer, body: { phone } })).status).toBe(202);
  return lastTextCode(person.id, 'confirm_phone');
}

async function phoneOf(bearer: string) {
  const { phone, phone_verified } = (await call(getMe, { bearer })).data;
  return { phone, phone_verified };
}

async function mailsOf(id: string): Promise<string[]> {
  return (await queuedMails(id)).map(({ template }) => template).filter((template) => template.startsWith('phone_'));
}

beforeEach(() => awayFromWindowEnd(3600));

describe('POST /users/me/phone', () => {
  it('sends a code to the number in its one form, and changes nothing yet', async () => {
    const { person, bearer } = await signedIn();
    const { result, events } = await withEvents(() =>
      call(requestPhone, { bearer, body: { phone: '\u202a+49 (0) 1512 / 999-8887\u202c' } }),
    );
    expect([result.status, result.data]).toEqual([202, { status: 'accepted' }]);
    expect(events).toMatchObject([{ action: 'phone.change_requested', result: 'success', subjectId: person.id }]);
    expect(await queuedTexts(person.id)).toMatchObject([{ to: '+4915129998887', message: { kind: 'confirm_phone' } }]);
    expect(await phoneOf(bearer)).toEqual({ phone: null, phone_verified: false });
  });

  it.each([
    ['01512 3456789', 'no_country'],
    ['+49 1', 'short_number'],
    ['+49 900 1234567', 'not_a_mobile'],
    ['+49 999999999', 'invalid'],
  ])('refuses %s and says why: %s', async (phone, reason) => {
    const { person, bearer } = await signedIn();
    const answer = await call(requestPhone, { bearer, body: { phone } });
    expect([answer.status, answer.fields[0]?.path, answer.fields[0]?.code]).toEqual([400, 'phone', reason]);
    expect(await queuedTexts(person.id)).toEqual([]);
  });

  it('answers a free number and one of another account the same, and writes to both', async () => {
    const owner = await makePersonWithPhone();
    const { person, bearer } = await signedIn();
    const answers = [];
    for (const phone of [newPhone(), owner.phone]) answers.push(await call(requestPhone, { bearer, body: { phone } }));
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
    expect((await queuedTexts(person.id)).at(-1)?.to).toBe(owner.phone);
  });

  it('wants a fresh proof, for removing as well', async () => {
    const { phone, bearer, sessionId } = await makePersonWithPhone();
    await makeStale(sessionId);
    expect((await call(requestPhone, { bearer, body: { phone } })).code).toBe('STEP_UP_REQUIRED');
    expect((await call(removePhone, { bearer })).code).toBe('STEP_UP_REQUIRED');
  });

  it('one account writes to three numbers an hour, and one number is written to three times, with the same answer beyond', async () => {
    const { person, bearer } = await signedIn();
    const answers = [];
    for (let index = 0; index < 5; index += 1) answers.push(await call(requestPhone, { bearer, body: { phone: newPhone() } }));
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(await queuedTexts(person.id)).toHaveLength(3);
    const phone = newPhone();
    for (let index = 0; index < 5; index += 1) await call(requestPhone, { bearer: (await signedIn()).bearer, body: { phone } });
    expect((await queuedTexts()).filter(({ to }) => to === phone)).toHaveLength(3);
  });
});

describe('POST /users/me/phone/confirm', () => {
  it('makes the number the account’s with the code, tells the owner by mail, and keeps it sealed', async () => {
    const { person, bearer } = await signedIn();
    const phone = newPhone();
    const code = await ask(person, bearer, phone);
    const { result, events } = await withEvents(() =>
      call(confirmPhone, { bearer, body: { code: `${code.slice(0, 3)} ${code.slice(3)}` } }),
    );
    expect([result.status, result.data.phone, result.data.phone_verified]).toEqual([200, phone, true]);
    expect(events).toMatchObject([{ action: 'phone.changed', result: 'success', subjectId: person.id }]);
    expect(await mailsOf(person.id)).toEqual(['phone_changed']);
    const rows = await everyRow();
    expect(rows).not.toContain(phone);
    expect(rows).not.toContain(Buffer.from(phone).toString('hex'));
    expect(rows).not.toContain(code);
  });

  it('tells the old number with a last text', async () => {
    const owner = await makePersonWithPhone();
    const phone = newPhone();
    const code = await ask(owner, owner.bearer, phone);
    expect(await phoneOf(owner.bearer)).toEqual({ phone: owner.phone, phone_verified: true });
    expect((await call(confirmPhone, { bearer: owner.bearer, body: { code } })).status).toBe(200);
    expect(await phoneOf(owner.bearer)).toEqual({ phone, phone_verified: true });
    expect((await queuedTexts(owner.id)).at(-1)).toEqual({ to: owner.phone, message: { kind: 'phone_replaced' } });
  });

  it('takes a code once, also under 50 parallel tries', async () => {
    const { person, bearer } = await signedIn();
    const code = await ask(person, bearer, newPhone());
    const answers = await callInParallel(50, confirmPhone, () => ({ bearer, body: { code } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(await mailsOf(person.id)).toEqual(['phone_changed']);
  });

  it('refuses an older code after a new one, one that has ended, a used one and five wrong ones', async () => {
    const { person, bearer } = await signedIn();
    const confirm = (code: string) => call(confirmPhone, { bearer, body: { code } });
    const old = await ask(person, bearer, newPhone());
    const fresh = await ask(person, bearer, newPhone());
    if (old !== fresh) expect((await confirm(old)).code).toBe('INVALID_CODE');
    await letCodesExpire(person.id);
    expect((await confirm(fresh)).code).toBe('INVALID_CODE');
    const last = await ask(person, bearer, newPhone());
    for (let step = 1; step <= 5; step += 1) expect((await confirm(otherCode(last, step))).code).toBe('INVALID_CODE');
    expect((await confirm(last)).code).toBe('INVALID_CODE');
    expect(await phoneOf(bearer)).toEqual({ phone: null, phone_verified: false });
  });

  it('counts only in the session that asked, for the account that asked', async () => {
    const { person, bearer } = await signedIn();
    const code = await ask(person, bearer, newPhone());
    const elsewhere = (await signIn(person)).accessToken;
    expect((await call(confirmPhone, { bearer: elsewhere, body: { code } })).code).toBe('INVALID_CODE');
    expect((await call(confirmPhone, { bearer: (await signedIn()).bearer, body: { code } })).code).toBe('INVALID_CODE');
    expect((await call(confirmPhone, { bearer, body: { code } })).status).toBe(200);
  });

  it('says that a number is taken only to who proved to hold it, and takes it from nobody', async () => {
    const owner = await makePersonWithPhone();
    const { person, bearer } = await signedIn();
    const code = await ask(person, bearer, owner.phone);
    expect((await call(confirmPhone, { bearer, body: { code: otherCode(code) } })).code).toBe('INVALID_CODE');
    const { result, events } = await withEvents(() => call(confirmPhone, { bearer, body: { code } }));
    expect([result.status, result.code, result.fields[0]?.code]).toEqual([409, 'CONFLICT', 'taken']);
    expect(events).toMatchObject([{ action: 'phone.change_failed', result: 'denied', reason: 'taken' }]);
    expect(await phoneOf(bearer)).toEqual({ phone: null, phone_verified: false });
    expect(await phoneOf(owner.bearer)).toEqual({ phone: owner.phone, phone_verified: true });
    await call(removePhone, { bearer: owner.bearer });
    const again = await ask(person, bearer, owner.phone);
    expect((await call(confirmPhone, { bearer, body: { code: again } })).status).toBe(200);
  });

  it('of ten accounts that confirm one number at once, one gets it', async () => {
    const phone = newPhone();
    const people = await Promise.all(Array.from({ length: 3 }, signedIn));
    const codes: string[] = [];
    for (const { person, bearer } of people) codes.push(await ask(person, bearer, phone));
    const answers = await callInParallel(3, confirmPhone, (index) => ({
      bearer: people[index]?.bearer ?? '',
      body: { code: codes[index] },
    }));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 2 });
  });
});

describe('DELETE /users/me/phone', () => {
  it('takes the number away and tells the owner by mail and by a last text', async () => {
    const owner = await makePersonWithPhone();
    const { result, events } = await withEvents(() => call(removePhone, { bearer: owner.bearer }));
    expect([result.status, result.data]).toEqual([200, { removed: true }]);
    expect(events).toMatchObject([{ action: 'phone.removed', result: 'success', subjectId: owner.id }]);
    expect(await phoneOf(owner.bearer)).toEqual({ phone: null, phone_verified: false });
    expect(await mailsOf(owner.id)).toEqual(['phone_changed', 'phone_removed']);
    expect((await queuedTexts(owner.id)).at(-1)).toEqual({ to: owner.phone, message: { kind: 'phone_replaced' } });
    expect((await call(removePhone, { bearer: owner.bearer })).status).toBe(404);
  });

  it('is refused while text messages are the second factor', async () => {
    const owner = await makePersonWithPhone();
    await db().factor.create({ data: { id: uuidv7(), userId: owner.id, method: 'sms', confirmedAt: new Date() } });
    expect((await call(removePhone, { bearer: owner.bearer })).code).toBe('CONFLICT');
    expect(await phoneOf(owner.bearer)).toEqual({ phone: owner.phone, phone_verified: true });
  });
});

describe('a number that nobody confirmed', () => {
  it('may come with the registration, finds and blocks nobody, and gets no text', async () => {
    const owner = await makePersonWithPhone();
    for (const phone of [newPhone(), owner.phone]) {
      const email = newEmail();
      const answer = await call(register, { body: { email, password: goodPassword, phone, accept_terms: true } });
      expect(answer.status).toBe(202);
      const id = await userIdOf(email);
      expect(await db().user.findUniqueOrThrow({ where: { id } })).toMatchObject({ phoneIndex: null, phoneVerifiedAt: null });
      expect(await queuedTexts(id)).toEqual([]);
    }
    const wrong = await call(register, { body: { email: newEmail(), password: goodPassword, phone: '01512 3456789', accept_terms: true } });
    expect([wrong.status, wrong.fields[0]?.path, wrong.fields[0]?.code]).toEqual([400, 'phone', 'no_country']);
  });

  it('is no second factor and cannot be set through the profile', async () => {
    const { bearer } = await signedIn();
    expect((await call(setupFactor, { bearer, body: { method: 'sms' } })).code).toBe('CONFLICT');
    for (const field of ['phone', 'phone_verified', 'phoneVerifiedAt'])
      expect((await call(updateMe, { bearer, body: { [field]: '+4915123456789' } })).status).toBe(400);
  });
});
