import { beforeEach, describe, expect, it } from 'vitest';
import { changePassword, login, register, resetPassword, setupAdmin } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { issueOneTimeToken } from '#lib/one-time-tokens/one-time-token.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { call } from '#scripts/testing/api.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { rowCounts } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { checkPasswordPolicy } from './policy.ts';

beforeEach(() => putSettings({}));

async function refusal(password: string, about: string[] = [], owner?: { id: string; hasSecondFactor: boolean }): Promise<string | null> {
  try {
    await checkPasswordPolicy(defaultPool, password, about, owner);
    return null;
  } catch (error) {
    const { code, details } = error as { code: string; details: { fields: { code: string }[] } };
    return `${code} ${details.fields[0]?.code}`;
  }
}

const lantern = '🏮';

describe('without any setting', () => {
  it.each([
    ['7 chars', 'WEAK_PASSWORD too_short'],
    ['sevensy', 'WEAK_PASSWORD too_short'],
    [lantern.repeat(7), 'WEAK_PASSWORD too_short'],
    [' '.repeat(20), 'WEAK_PASSWORD blank'],
    ['iloveyou', 'BREACHED_PASSWORD common'],
    ['Sunshine123!', 'BREACHED_PASSWORD common'],
    ['Gatehouse2026!', 'WEAK_PASSWORD personal'],
    ['localhost-99', 'WEAK_PASSWORD personal'],
    ['MyGatehouse2026', 'WEAK_PASSWORD personal'],
  ])('%s is refused: %s', async (password, reason) => expect(await refusal(password)).toBe(reason));

  it.each([
    ['64 characters', 'x1'.repeat(32)],
    ['128 emoji', lantern.repeat(128)],
    ['eight unlike characters', 'kq7 vmzt'],
    ['the longest', 'ab'.repeat(256)],
    ['no digit, no capital, no sign', 'four bright lanterns'],
    ['the name of the service among other words', 'gatehouse lantern brick'],
  ])('%s will do', async (_, password) => expect(await refusal(password)).toBeNull());

  it.each([
    ['ada.lovelace@example.com', 'AdaLovelace1815!'],
    ['ada.lovelace@example.com', 'ada.lovelace@example.com'],
    ['680ce5a37725@example.com', '680ce5a37725@example.com'],
    ['Ada Quackenbush', 'quackenbush1815'],
    ['Ada Quackenbush', 'xquackenbushx'],
  ])('the person %s cannot have %s', async (about, password) => expect(await refusal(password, [about])).toBe('WEAK_PASSWORD personal'));
});

describe('the settings decide', () => {
  it('the shortest and the longest, counted in characters', async () => {
    await putSettings({ passwords: { min_length: 12, max_length: 64 } });
    expect(await refusal('kq7 vmzt abc')).toBeNull();
    expect(await refusal('kq7 vmzt ab')).toBe('WEAK_PASSWORD too_short');
    expect(await refusal(lantern.repeat(64))).toBeNull();
    expect(await refusal(lantern.repeat(65))).toBe('WEAK_PASSWORD too_long');
  });

  it('NIST: 15 alone, 8 beside a second factor, whatever min_length says', async () => {
    await putSettings({ passwords: { policy: 'nist', min_length: 40 } });
    const { id } = await makePerson();
    expect(await refusal('kq7 vmzt abcde')).toBe('WEAK_PASSWORD too_short');
    expect(await refusal('kq7 vmzt abcdef')).toBeNull();
    expect(await refusal('kq7 vmzt abcde', [], { id, hasSecondFactor: false })).toBe('WEAK_PASSWORD too_short');
    expect(await refusal('kq7 vmz', [], { id, hasSecondFactor: true })).toBe('WEAK_PASSWORD too_short');
    expect(await refusal('kq7 vmzt', [], { id, hasSecondFactor: true })).toBeNull();
  });

  it('words of their own, such as the name of the company', async () => {
    expect(await refusal('CompanyName2026!')).toBeNull();
    await putSettings({ passwords: { forbidden_words: ['Company Name'] } });
    for (const password of ['CompanyName2026!', 'company-name-1', '!!companyname!!', 'OurCompanyName1'])
      expect([password, await refusal(password)]).toEqual([password, password.startsWith('Our') ? null : 'WEAK_PASSWORD personal']);
  });

  it('personal words can be allowed; known passwords never', async () => {
    await putSettings({ passwords: { forbid_personal: false } });
    expect(await refusal('Gatehouse2026!')).toBeNull();
    expect(await refusal('Sunshine123!')).toBe('BREACHED_PASSWORD common');
  });
});

describe('one policy everywhere', () => {
  const short = 'kq7 vmzt abcde';

  it('a password that is too short is refused by register, reset, change and set-up with the field and the reason, and nothing is written', async () => {
    await putSettings({ passwords: { policy: 'nist' } });
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const reset = await db().$transaction((transaction) =>
      issueOneTimeToken(transaction, { purpose: 'password_reset', userId: person.id }),
    );
    const setup = await db().$transaction((transaction) => issueOneTimeToken(transaction, { purpose: 'admin_setup', userId: null }));
    const before = await rowCounts();
    const answers = [
      await call(register, { body: { email: newEmail(), password: short, accept_terms: true } }),
      await call(resetPassword, { body: { token: reset, password: short } }),
      await call(setupAdmin, { body: { token: setup, email: newEmail(), password: short } }),
      await call(changePassword, { bearer, body: { current_password: goodPassword, new_password: short } }),
    ];
    for (const { status, code, fields } of answers) expect([status, code, fields[0]?.code]).toEqual([422, 'WEAK_PASSWORD', 'too_short']);
    expect(answers.map(({ fields }) => fields[0]?.path)).toEqual(['password', 'password', 'password', 'new_password']);
    expect(await rowCounts()).toEqual(before);
  });

  it('whoever has a second factor may choose 8 characters, by change and by reset', async () => {
    await putSettings({ passwords: { policy: 'nist' } });
    const person = await makePerson();
    const { accessToken: bearer } = await enrol(person);
    expect((await call(changePassword, { bearer, body: { current_password: goodPassword, new_password: 'kq7 vmzt' } })).status).toBe(200);
    const token = await db().$transaction((transaction) =>
      issueOneTimeToken(transaction, { purpose: 'password_reset', userId: person.id }),
    );
    expect((await call(resetPassword, { body: { token, password: 'vmzt kq7' } })).status).toBe(200);
  });

  it('a password is verified exactly as typed, spaces at the ends and emoji included', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    let current = goodPassword;
    for (const next of ['  four dim lanterns  ', lantern.repeat(128), 'x1'.repeat(32)]) {
      expect((await call(changePassword, { bearer, body: { current_password: current, new_password: next } })).status).toBe(200);
      current = next;
      expect((await call(login, { body: { email: person.email, password: next } })).status).toBe(200);
      for (const other of [next.trim(), next.slice(2), `${next} `].filter((text) => text !== next))
        expect((await call(login, { body: { email: person.email, password: other } })).status).toBe(401);
    }
  });
});

describe('earlier passwords', () => {
  const passwords = ['first quiet harbour', 'second quiet harbour', 'third quiet harbour'];

  async function change(bearer: string, from: string, to: string): Promise<string | undefined> {
    const answer = await call(changePassword, { bearer, body: { current_password: from, new_password: to } });
    return answer.status === 200 ? 'changed' : `${answer.code} ${answer.fields[0]?.code}`;
  }

  it('may be chosen again unless the settings say otherwise, and are not kept', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    expect(await change(bearer, goodPassword, 'first quiet harbour')).toBe('changed');
    expect(await change(bearer, 'first quiet harbour', goodPassword)).toBe('changed');
    expect(await db().passwordHistory.count({ where: { userId: person.id } })).toBe(0);
  });

  it('the last n cannot be chosen again, by change or by reset; the one before them can, and no more are kept', async () => {
    await putSettings({ passwords: { history: 3 } });
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const [first = '', second = '', third = ''] = passwords;
    expect(await change(bearer, goodPassword, goodPassword)).toBe('WEAK_PASSWORD used_before');
    expect(await change(bearer, goodPassword, first)).toBe('changed');
    expect(await change(bearer, first, second)).toBe('changed');
    for (const earlier of [goodPassword, first, second]) expect(await change(bearer, second, earlier)).toBe('WEAK_PASSWORD used_before');
    const token = await db().$transaction((transaction) =>
      issueOneTimeToken(transaction, { purpose: 'password_reset', userId: person.id }),
    );
    const again = await call(resetPassword, { body: { token, password: first } });
    expect([again.status, again.fields[0]?.code]).toEqual([422, 'used_before']);
    expect((await call(resetPassword, { body: { token, password: third } })).status).toBe(200);
    expect(await db().passwordHistory.count({ where: { userId: person.id } })).toBe(2);
    const bearerAfter = (await call(login, { body: { email: person.email, password: third } })).data.access_token;
    expect(await change(bearerAfter, third, goodPassword)).toBe('changed');
  });

  it('are forgotten with the next change once the settings do not ask for them any more', async () => {
    await putSettings({ passwords: { history: 5 } });
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    expect(await change(bearer, goodPassword, 'first quiet harbour')).toBe('changed');
    expect(await db().passwordHistory.count({ where: { userId: person.id } })).toBe(1);
    await putSettings({});
    expect(await change(bearer, 'first quiet harbour', 'second quiet harbour')).toBe('changed');
    expect(await db().passwordHistory.count({ where: { userId: person.id } })).toBe(0);
  });
});
