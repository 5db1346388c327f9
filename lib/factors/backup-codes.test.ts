import { beforeEach, describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { listFactors, renewBackupCodes } from '#lib/contracts/factors.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call, statuses } from '#scripts/testing/api.ts';
import { answerWith, awayFromStepEnd, enrol, openedChallenge, signInWithFactor } from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

async function withCodes() {
  const person = await makePerson();
  return { person, ...(await enrol(person)) };
}

function signInWith(person: Person, code: string): Promise<ApiAnswer> {
  return signInWithFactor(person, { method: 'backup_code', code });
}

beforeEach(() => awayFromStepEnd());

describe('a backup code', () => {
  it('signs in once, each of the ten, and the rest is counted', async () => {
    const { person, accessToken: bearer, backupCodes } = await withCodes();
    for (const [index, code] of backupCodes.entries()) {
      const { result, events } = await withEvents(() => signInWith(person, code));
      expect(result.status).toBe(200);
      expect(events).toMatchObject([{ action: 'session.created', reason: 'password+backup_code', subjectId: person.id }]);
      const session = await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } });
      expect(session.amr).toEqual(['pwd', 'otp', 'mfa']);
      expect((await call(listFactors, { bearer })).data.backup_codes_left).toBe(9 - index);
    }
    const denied = await signInWith(person, backupCodes[3] ?? '');
    expect(denied.code).toBe('INVALID_CODE');
  });

  it('tells the owner that it was used and how many are left, once', async () => {
    const { person, backupCodes } = await withCodes();
    const tokens = [await openedChallenge(person), await openedChallenge(person)];
    await Promise.all(tokens.map((token) => answerWith(token, { method: 'backup_code', code: backupCodes[0] ?? '' })));
    await signInWith(person, backupCodes[1] ?? '');
    const told = (await queuedMails(person.id)).filter(({ template }) => template === 'backup_code_used');
    expect(told).toMatchObject([{ left: 9 }, { left: 8 }]);
  });

  it('succeeds once of 50 parallel tries in 50 challenges', async () => {
    const { person, backupCodes } = await withCodes();
    const tokens: string[] = [];
    for (let index = 0; index < 50; index += 1) tokens.push(await openedChallenge(person));
    const before = await db().session.count({ where: { userId: person.id } });
    const code = backupCodes[0] ?? '';
    const answers = await Promise.all(tokens.map((token) => answerWith(token, { method: 'backup_code', code })));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(await db().session.count({ where: { userId: person.id } })).toBe(before + 1);
    expect(await db().backupCode.count({ where: { userId: person.id, usedAt: null } })).toBe(9);
  });

  it('may be typed in capitals, with spaces or without the dash', async () => {
    const { person, backupCodes } = await withCodes();
    const [one = '', two = '', three = ''] = backupCodes;
    for (const typed of [one.toUpperCase(), two.replace('-', ''), ` ${three.replace('-', ' - ')} `])
      expect([typed, (await signInWith(person, typed)).status]).toEqual([typed, 200]);
  });

  it('is refused when it is wrong, incomplete or of another person, and uses nothing up', async () => {
    const { person, backupCodes } = await withCodes();
    const other = await withCodes();
    const [code = ''] = backupCodes;
    const last = code.at(-1) === 'a' ? 'b' : 'a';
    const wrong = [code.slice(0, -1), `${code.slice(0, -1)}${last}`, `${code}a`, code.slice(1), '0', 'x', other.backupCodes[0] ?? ''];
    for (const typed of wrong) expect([typed, (await signInWith(person, typed)).code]).toEqual([typed, 'INVALID_CODE']);
    // Only the first character says which of the ten it is.
    expect((await signInWith(person, `1${code.slice(1)}`)).code).toBe('INVALID_CODE');
    for (const { id } of [person, other.person]) expect(await db().backupCode.count({ where: { userId: id, usedAt: null } })).toBe(10);
    expect((await signInWith(person, code)).status).toBe(200);
  });

  it('is kept as a slow hash only', async () => {
    const { person, backupCodes } = await withCodes();
    const rows = await db().backupCode.findMany({ where: { userId: person.id } });
    for (const { codeHash } of rows) expect(codeHash).toMatch(/^\$argon2id\$v=19\$m=\d{4,},t=\d+,p=\d+\$/);
    expect(new Set(rows.map(({ codeHash }) => codeHash)).size).toBe(10);
    const dump = await everyRow();
    for (const code of backupCodes) {
      for (const text of [code, code.replace('-', '')]) {
        expect(dump).not.toContain(text);
        expect(dump).not.toContain(Buffer.from(text).toString('hex'));
      }
    }
  });

  it('has 44 random bits: no two sets share one, and none is easily misread', async () => {
    const { backupCodes } = await withCodes();
    for (const [slot, code] of backupCodes.entries()) expect(code).toMatch(new RegExp(`^${slot}[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{5}$`));
    const other = await withCodes();
    expect(new Set([...backupCodes, ...other.backupCodes].map((code) => code.slice(1))).size).toBe(20);
  });

  it('is not offered any more when all are used', async () => {
    const { person } = await withCodes();
    await db().backupCode.updateMany({ where: { userId: person.id }, data: { usedAt: new Date() } });
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).data.methods).toEqual(['totp']);
  });
});

describe('POST /auth/2fa/backup-codes', () => {
  it('answers ten new ones and voids all old ones: one event, one mail', async () => {
    const { person, accessToken: bearer, backupCodes } = await withCodes();
    await signInWith(person, backupCodes[9] ?? '');
    const { result, events } = await withEvents(() => call(renewBackupCodes, { bearer, body: {} }));
    expect([result.status, result.data.backup_codes.length]).toEqual([200, 10]);
    expect(events).toMatchObject([{ action: 'backup_codes.renewed', subjectId: person.id, actorId: person.id, result: 'success' }]);
    const mails = (await queuedMails(person.id)).map(({ template }) => template);
    expect(mails).toEqual(['factor_enabled', 'backup_code_used', 'backup_codes_renewed']);
    expect((await call(listFactors, { bearer })).data.backup_codes_left).toBe(10);
    for (const code of backupCodes) expect((await signInWith(person, code)).code).toBe('INVALID_CODE');
    expect((await signInWith(person, result.data.backup_codes[0])).status).toBe(200);
  });

  it('answers 404 without a second factor', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(renewBackupCodes, { bearer, body: {} })).status).toBe(404);
    expect(await db().backupCode.count({ where: { user: { factors: { none: {} } } } })).toBe(0);
  });
});
