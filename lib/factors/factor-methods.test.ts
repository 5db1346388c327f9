import { beforeEach, describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { startStepUp } from '#lib/contracts/factors.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { listStepUpMethods } from '#lib/sign-in/step-up.ts';
import { call } from '#scripts/testing/api.ts';
import { answerWith, enrol, forgetUsedSteps, totpCode } from '#scripts/testing/factors.ts';
import { addedPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { methodsBeside } from './factor-methods.ts';

beforeEach(() => putSettings({}));

it.each([
  ['password', ['totp', 'sms', 'email', 'backup_code']],
  ['oauth:google', ['totp', 'sms', 'email', 'backup_code']],
  ['email', ['totp', 'sms', 'backup_code']],
  ['sms', ['totp', 'email', 'backup_code']],
])('after %s, what came from the same place is no second factor', async (first, expected) => {
  expect(await methodsBeside(defaultPool, ['totp', 'sms', 'email', 'backup_code'], first)).toEqual(expected);
});

describe('phishing-resistant only', () => {
  const strict = { factors: { phishing_resistant_only: true } } as const;

  it.each([
    [
      ['passkey', 'totp', 'sms', 'email', 'backup_code'],
      ['passkey', 'backup_code'],
    ],
    [
      ['totp', 'sms', 'email', 'backup_code'],
      ['totp', 'backup_code'],
    ],
    [['sms', 'email', 'backup_code'], ['backup_code']],
    [['sms', 'email'], []],
  ])('of %j it leaves %j', async (methods, left) => {
    await putSettings(strict);
    expect(await methodsBeside(defaultPool, methods, 'password')).toEqual(left);
  });

  it('asks for the passkey of who has one, and takes no code of an app any more, not even in a challenge that is open', async () => {
    const person = await makePerson();
    const { accessToken: bearer, secret } = await enrol(person);
    await addedPasskey({ bearer });
    const body = { email: person.email, password: goodPassword };
    const before = await call(login, { body });
    expect(before.data.methods).toEqual(['passkey', 'totp', 'backup_code']);
    await putSettings(strict);
    expect((await call(login, { body })).data.methods).toEqual(['passkey', 'backup_code']);
    expect((await call(startStepUp, { bearer, body: {} })).data.methods).toEqual(['passkey', 'backup_code']);
    const refused = await answerWith(before.data.challenge_token, { code: totpCode(secret) });
    expect([refused.status, refused.code]).toEqual([400, 'INVALID_CODE']);
    await putSettings({});
    await forgetUsedSteps(person);
    expect((await answerWith(before.data.challenge_token, { code: totpCode(secret) })).status).toBe(200);
  });

  it('lets nobody in with less than before: whose only factor it turned off needs a backup code, or gets no session', async () => {
    const person = await makePerson();
    await signIn(person);
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'sms', confirmedAt: new Date() } });
    await putSettings(strict);
    const sessions = await db().session.count({ where: { userId: person.id } });
    const answer = await call(login, { body: { email: person.email, password: goodPassword } });
    // A challenge that only a recovery leads on from.
    expect([answer.status, answer.data.methods]).toEqual([202, []]);
    expect(await db().session.count({ where: { userId: person.id } })).toBe(sessions);
    // The password alone does not open what their factor guarded.
    expect(await listStepUpMethods({ id: person.id, pool: defaultPool })).toEqual([]);
    await db().backupCode.create({ data: { id: uuidv7(), userId: person.id, slot: 0, codeHash: 'x' } });
    const owed = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([owed.status, owed.data.methods]).toEqual([202, ['backup_code']]);
    expect(await listStepUpMethods({ id: person.id, pool: defaultPool })).toEqual(['backup_code']);
  });
});
