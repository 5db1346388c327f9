import { beforeEach, describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { disableFactor, enableFactor, listFactors, renewBackupCodes, setupFactor } from '#lib/contracts/factors.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import {
  answerWith,
  awayFromStepEnd,
  enrol,
  forgetUsedSteps,
  makeStale,
  openedChallenge,
  signInWithFactor,
  totpCode,
  wrongCode,
} from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';

const method = 'totp';

async function withSetup() {
  const person = await makePerson();
  const session = await signIn(person);
  const { data } = await call(setupFactor, { bearer: session.accessToken, body: { method } });
  return { person, session, bearer: session.accessToken, setupId: data.setup_id as string, secret: data.secret as string };
}

async function templates(userId: string): Promise<string[]> {
  return (await queuedMails(userId)).map(({ template }) => template);
}

beforeEach(() => awayFromStepEnd());

describe('POST /auth/2fa/setup', () => {
  it("answers the server's secret as text, address and picture, and keeps it sealed", async () => {
    const { bearer, person, secret, setupId } = await withSetup();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(setupId).toMatch(/^[0-9a-f-]{36}$/);
    const { data } = await call(setupFactor, { bearer, body: { method } });
    const address = new URL(data.otpauth_url);
    expect([address.protocol, address.host]).toEqual(['otpauth:', 'totp']);
    expect(address.searchParams.get('secret')).toBe(data.secret);
    expect(address.searchParams.get('issuer')).toBe('localhost:3000');
    expect(decodeURIComponent(address.pathname)).toContain(person.email);
    expect(data.qr_svg).toMatch(/^<svg[\s>]/);
    expect(data.qr_svg).not.toMatch(/<script|href=|on\w+=/i);
    expect(data.secret).not.toBe(secret);
    const rows = await everyRow();
    for (const text of [secret, data.secret]) {
      expect(rows).not.toContain(text);
      expect(rows).not.toContain(Buffer.from(text).toString('hex'));
    }
  });

  it.each([
    ['secret', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'],
    ['setup_id', '019a0000-0000-7000-8000-000000000000'],
    ['confirmed_at', '2026-01-01T00:00:00Z'],
  ])('takes no %s from the caller', async (name, value) => {
    const { accessToken: bearer } = await signIn(await makePerson());
    const before = await rowCounts();
    const answer = await call(setupFactor, { bearer, body: { method, [name]: value } });
    expect([answer.status, answer.code, answer.fields[0]?.path]).toEqual([400, 'VALIDATION_FAILED', name]);
    expect(await rowCounts()).toEqual(before);
  });

  it('gates nothing until a code confirms it', async () => {
    const { person, bearer } = await withSetup();
    const answer = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([answer.status, answer.data.status, answer.data.user.second_factor_enabled]).toEqual([200, 'signed_in', false]);
    expect((await call(listFactors, { bearer })).data).toEqual({ factors: [], backup_codes_left: 0 });
    expect((await call(disableFactor, { bearer, body: { method } })).status).toBe(404);
    expect((await call(renewBackupCodes, { bearer, body: {} })).status).toBe(404);
    expect(await templates(person.id)).toEqual([]);
  });

  it('a second one takes the place of the first', async () => {
    const { bearer, setupId, secret } = await withSetup();
    const { data } = await call(setupFactor, { bearer, body: { method } });
    expect((await call(enableFactor, { bearer, body: { setup_id: setupId, code: totpCode(secret) } })).code).toBe('NOT_FOUND');
    expect((await call(enableFactor, { bearer, body: { setup_id: data.setup_id, code: totpCode(data.secret) } })).status).toBe(200);
  });

  it('is a conflict while one is on, which stays as it is', async () => {
    const person = await makePerson();
    const { accessToken: bearer, secret } = await enrol(person);
    const answer = await call(setupFactor, { bearer, body: { method } });
    expect([answer.status, answer.code]).toEqual([409, 'CONFLICT']);
    expect((await signInWithFactor(person, { code: totpCode(secret) })).status).toBe(200);
  });
});

describe('POST /auth/2fa/enable', () => {
  it('switches the factor on with a code: ten backup codes, one event, one mail', async () => {
    const { person, bearer, setupId, secret } = await withSetup();
    const body = { setup_id: setupId, code: totpCode(secret) };
    const { result, events } = await withEvents(() => call(enableFactor, { bearer, body }));
    expect(result.status).toBe(200);
    expect(result.data.backup_codes).toHaveLength(10);
    expect(new Set(result.data.backup_codes).size).toBe(10);
    expect(events).toMatchObject([
      { action: 'factor.enabled', reason: 'totp', result: 'success', subjectId: person.id, actorId: person.id, targetId: setupId },
    ]);
    expect(await templates(person.id)).toEqual(['factor_enabled']);
    expect((await call(listFactors, { bearer })).data).toEqual({
      factors: [{ method, created_at: expect.any(String), last_used_at: null }],
      backup_codes_left: 10,
    });
    expect((await call(getMe, { bearer })).data.second_factor_enabled).toBe(true);
    const next = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([next.status, next.data.status]).toEqual([202, 'second_factor_required']);
  });

  it('refuses a wrong code, in which nothing is switched on', async () => {
    const { person, bearer, setupId, secret } = await withSetup();
    for (const code of [wrongCode(secret), '000', 'abcdef', `${totpCode(secret)}0`, '１２３４５６']) {
      const answer = await call(enableFactor, { bearer, body: { setup_id: setupId, code } });
      expect([code, answer.status, answer.code]).toEqual([code, 400, 'INVALID_CODE']);
    }
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    expect(await db().backupCode.count({ where: { userId: person.id } })).toBe(0);
    expect(await templates(person.id)).toEqual([]);
  });

  it('counts ten tries per set-up, also in parallel; then the right code is refused as well', async () => {
    const { person, bearer, setupId, secret } = await withSetup();
    const code = wrongCode(secret);
    const answers = await callInParallel(30, enableFactor, () => ({ bearer, body: { setup_id: setupId, code } }));
    expect(statuses(answers)).toEqual({ 400: 10, 404: 20 });
    expect((await call(enableFactor, { bearer, body: { setup_id: setupId, code: totpCode(secret) } })).code).toBe('NOT_FOUND');
    expect(await db().factor.count({ where: { userId: person.id, confirmedAt: { not: null } } })).toBe(0);
  });

  it('the tenth try may be the right one', async () => {
    const { bearer, setupId, secret } = await withSetup();
    const code = wrongCode(secret);
    await callInParallel(9, enableFactor, () => ({ bearer, body: { setup_id: setupId, code } }));
    expect((await call(enableFactor, { bearer, body: { setup_id: setupId, code: totpCode(secret) } })).status).toBe(200);
  });

  it('refuses a set-up that is older than 15 minutes', async () => {
    const { bearer, setupId, secret } = await withSetup();
    await db().factor.update({ where: { id: setupId }, data: { createdAt: new Date(Date.now() - 15 * 60_000 - 1) } });
    expect((await call(enableFactor, { bearer, body: { setup_id: setupId, code: totpCode(secret) } })).code).toBe('NOT_FOUND');
  });

  it("answers 404 to somebody else's set-up, which stays usable by its owner", async () => {
    const { bearer, setupId, secret } = await withSetup();
    const { accessToken: stranger } = await signIn(await makePerson());
    const body = { setup_id: setupId, code: totpCode(secret) };
    expect((await call(enableFactor, { bearer: stranger, body })).status).toBe(404);
    expect((await db().factor.findUniqueOrThrow({ where: { id: setupId } })).attempts).toBe(0);
    expect((await call(enableFactor, { bearer, body })).status).toBe(200);
  });

  it('succeeds once of 20 parallel tries with the right code', async () => {
    const { person, bearer, setupId, secret } = await withSetup();
    const body = { setup_id: setupId, code: totpCode(secret) };
    const { result: answers, events } = await withEvents(() => callInParallel(20, enableFactor, () => ({ bearer, body })));
    expect(statuses(answers)).toEqual({ 200: 1, 404: 19 });
    expect(events.map(({ action }) => action)).toEqual(['factor.enabled']);
    expect(await templates(person.id)).toEqual(['factor_enabled']);
    expect(await db().backupCode.count({ where: { userId: person.id } })).toBe(10);
  });

  it('the code that switched it on signs nobody in', async () => {
    const { person, bearer, setupId, secret } = await withSetup();
    const code = totpCode(secret);
    await call(enableFactor, { bearer, body: { setup_id: setupId, code } });
    expect((await signInWithFactor(person, { code })).code).toBe('INVALID_CODE');
    expect((await signInWithFactor(person, { code: totpCode(secret, 1) })).status).toBe(200);
  });

  it('a weaker proof of other sessions does not count any more: it could remove the factor again', async () => {
    const person = await makePerson();
    const other = await signIn(person);
    const own = await enrol(person);
    const answer = await call(disableFactor, { bearer: other.accessToken, body: { method } });
    expect([answer.status, answer.code]).toEqual([403, 'STEP_UP_REQUIRED']);
    expect((await call(getMe, { bearer: other.accessToken })).status).toBe(200);
    expect((await call(disableFactor, { bearer: own.accessToken, body: { method } })).status).toBe(200);
  });
});

describe('POST /auth/2fa/disable', () => {
  it('switches the factor off with its backup codes and trusted devices: one event, one mail', async () => {
    const person = await makePerson();
    const { accessToken: bearer, secret } = await enrol(person);
    await signInWithFactor(person, { code: totpCode(secret), trust_device: true });
    const { result, events } = await withEvents(() => call(disableFactor, { bearer, body: { method } }));
    expect([result.status, result.data]).toEqual([200, { disabled: true }]);
    expect(events).toMatchObject([{ action: 'factor.disabled', reason: 'totp', subjectId: person.id, actorId: person.id }]);
    expect((await templates(person.id)).slice(1)).toEqual(['factor_disabled']);
    const where = { userId: person.id };
    expect([await db().factor.count({ where }), await db().backupCode.count({ where }), await db().trustedDevice.count({ where })]).toEqual(
      [0, 0, 0],
    );
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    expect((await call(disableFactor, { bearer, body: { method } })).status).toBe(404);
  });

  it('an open challenge opens nothing afterwards', async () => {
    const person = await makePerson();
    const { accessToken: bearer, secret, backupCodes } = await enrol(person);
    const token = await openedChallenge(person);
    await call(disableFactor, { bearer, body: { method } });
    expect((await answerWith(token, { code: totpCode(secret) })).status).toBe(400);
    expect((await answerWith(token, { method: 'backup_code', code: backupCodes[0] ?? '' })).status).toBe(400);
  });

  it('leaves the factors of others alone', async () => {
    const [mine, other] = [await makePerson(), await makePerson()];
    await enrol(other);
    await call(disableFactor, { bearer: (await enrol(mine)).accessToken, body: { method } });
    expect(await db().factor.count({ where: { userId: other.id } })).toBe(1);
    expect(await db().backupCode.count({ where: { userId: other.id } })).toBe(10);
  });
});

describe('a stale session', () => {
  it.each([
    ['setup', setupFactor, { method }],
    ['enable', enableFactor, { setup_id: '019a0000-0000-7000-8000-000000000000', code: '123456' }],
    ['disable', disableFactor, { method }],
    ['backup-codes', renewBackupCodes, {}],
  ] as const)('has to step up before %s, and is told how', async (_, contract, body) => {
    const plain = await makePerson();
    const session = await signIn(plain);
    await makeStale(session.sessionId);
    const person = await makePerson();
    const enrolled = await enrol(person);
    await makeStale(enrolled.sessionId);
    const before = await rowCounts();
    const byPassword = await call(contract, { bearer: session.accessToken, body });
    const byFactor = await call(contract, { bearer: enrolled.accessToken, body });
    expect([byPassword.status, byPassword.code, byPassword.details.methods]).toEqual([403, 'STEP_UP_REQUIRED', ['password']]);
    expect([byFactor.status, byFactor.code, byFactor.details.methods]).toEqual([403, 'STEP_UP_REQUIRED', ['totp', 'backup_code']]);
    expect(await rowCounts()).toEqual(before);
  });

  it('may still look', async () => {
    const enrolled = await enrol(await makePerson());
    await makeStale(enrolled.sessionId);
    expect((await call(listFactors, { bearer: enrolled.accessToken })).data).toMatchObject({ backup_codes_left: 10 });
  });
});

describe('GET /users/me/factors', () => {
  it('tells when a factor was used last, and no secret', async () => {
    const person = await makePerson();
    const { accessToken: bearer, secret } = await enrol(person);
    await forgetUsedSteps(person);
    await signInWithFactor(person, { code: totpCode(secret) });
    const answer = await call(listFactors, { bearer });
    expect(Date.parse(answer.data.factors[0].last_used_at)).toBeGreaterThan(Date.now() - 20_000);
    expect(answer.text).not.toContain(secret);
    expect(answer.text).not.toMatch(/argon2|sealed|hash/i);
  });
});
