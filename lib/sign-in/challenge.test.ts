import { beforeEach, describe, expect, it } from 'vitest';
import { login, logout, refresh, resetPassword, verifyEmail, verifyMagicLink } from '#lib/contracts/auth.ts';
import { enableFactor, setupFactor, verifySecondFactor } from '#lib/contracts/factors.ts';
import { listSessions } from '#lib/contracts/sessions.ts';
import { getMe } from '#lib/contracts/users.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, cookieOf, masked, statuses } from '#scripts/testing/api.ts';
import {
  answerWith,
  awayFromStepEnd,
  enrol,
  forgetUsedSteps,
  openedChallenge,
  signInWithFactor,
  totpCode,
  wrongCode,
} from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

const sessionName = '__Host-gatehouse-session';
const challengeName = '__Host-gatehouse-challenge';
const deviceName = '__Host-gatehouse-device';

async function withFactor() {
  const person = await makePerson();
  return { person, ...(await enrol(person)) };
}

function sessionsOf(person: Person): Promise<number> {
  return db().session.count({ where: { userId: person.id } });
}

async function failuresOf(person: Person): Promise<number> {
  return (await db().user.findUniqueOrThrow({ where: { id: person.id } })).factorFailures;
}

beforeEach(() => awayFromStepEnd());

describe('POST /auth/login with a second factor', () => {
  it('answers 202 with a challenge and nothing else: no session, no token, no cookie', async () => {
    const { person } = await withFactor();
    const before = await sessionsOf(person);
    const { result, events } = await withEvents(() => call(login, { body: { email: person.email, password: goodPassword } }));
    expect(result.status).toBe(202);
    expect(result.data).toEqual({
      status: 'second_factor_required',
      challenge_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      methods: ['totp', 'backup_code'],
      expires_in: 600,
    });
    expect(result.cookies).toEqual([]);
    expect(result.headers.get('cache-control')).toBe('no-store');
    expect(await sessionsOf(person)).toBe(before);
    expect(events.map(({ action }) => action)).not.toContain('session.created');
    expect(result.text).not.toContain(person.email);
    expect(result.text).not.toContain(person.id);
  });

  it('in cookie mode carries the challenge in a __Host- cookie and not in the body', async () => {
    const { person } = await withFactor();
    const answer = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' } });
    expect(answer.status).toBe(202);
    expect(Object.keys(answer.data).sort()).toEqual(['expires_in', 'methods', 'status']);
    expect(answer.cookies).toHaveLength(1);
    const [line = ''] = answer.cookies;
    expect(line).toMatch(new RegExp(`^${challengeName}=[A-Za-z0-9_-]{43};`));
    for (const part of ['; Path=/', '; HttpOnly', '; Secure', '; SameSite=Lax', '; Max-Age=600']) expect(line).toContain(part);
    expect(line).not.toMatch(/domain/i);
  });

  it('stores only the SHA-256 of the challenge', async () => {
    const { person } = await withFactor();
    const token = await openedChallenge(person);
    const rows = await everyRow();
    expect(rows).not.toContain(token);
    expect(rows).toContain(Buffer.from(sha256(token)).toString('hex'));
  });

  it('does not say that a factor is on to who does not know the password', async () => {
    const { person } = await withFactor();
    const plain = await makePerson();
    const answers = [];
    for (const { email } of [person, plain]) answers.push(await call(login, { body: { email, password: 'not the password' } }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(new Set(answers.map(masked)).size).toBe(1);
  });

  it('the challenge opens nothing else: neither as a token, a cookie, a refresh token nor a token of any mail', async () => {
    const { person } = await withFactor();
    const token = await openedChallenge(person);
    const before = await sessionsOf(person);
    for (const contract of [getMe, listSessions]) {
      expect((await call(contract, { bearer: token })).status).toBe(401);
      expect((await call(contract, { cookie: `${sessionName}=${token}` })).status).toBe(401);
      expect((await call(contract, { cookie: `${challengeName}=${token}` })).status).toBe(401);
    }
    expect((await call(logout, { bearer: token, body: {} })).status).toBe(401);
    expect((await call(setupFactor, { cookie: `${challengeName}=${token}`, body: { method: 'totp' } })).status).toBe(401);
    expect((await call(refresh, { body: { refresh_token: token } })).status).toBe(401);
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyEmail, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyMagicLink, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect(await sessionsOf(person)).toBe(before);
  });

  it('keeps the session that the browser came with until the second factor is proved', async () => {
    const other = await signInBrowser(await makePerson());
    const { person, secret } = await withFactor();
    const first = await call(login, {
      cookie: other.sessionCookie,
      body: { email: person.email, password: goodPassword, mode: 'cookie' },
    });
    expect((await call(getMe, { cookie: other.sessionCookie })).status).toBe(200);
    const cookie = `${other.sessionCookie}; ${cookieOf(first, challengeName)}`;
    const second = await call(verifySecondFactor, { cookie, body: { method: 'totp', code: totpCode(secret) } });
    expect(second.status).toBe(200);
    expect((await call(getMe, { cookie: other.sessionCookie })).status).toBe(401);
    expect((await call(getMe, { cookie: cookieOf(second, sessionName) })).data.id).toBe(person.id);
  });
});

describe('POST /auth/2fa/verify', () => {
  it('signs in with the right code: tokens, one session that tells how, one event', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    const { result, events } = await withEvents(() => answerWith(token, { code: totpCode(secret) }));
    expect(result.status).toBe(200);
    expect(result.data).toMatchObject({
      status: 'signed_in',
      token_type: 'Bearer',
      expires_in: 900,
      user: { id: person.id, email: person.email, second_factor_enabled: true },
    });
    expect(events).toMatchObject([
      { action: 'session.created', reason: 'password+totp', actorId: person.id, subjectId: person.id, targetId: result.data.session_id },
    ]);
    const session = await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } });
    expect(session).toMatchObject({ method: 'password', amr: ['pwd', 'otp', 'mfa'], kind: 'api' });
    expect(session.stepUpAt?.getTime()).toBeGreaterThan(Date.now() - 10_000);
    expect(result.cookies.map((line) => line.split('=')[0])).toEqual([deviceName]);
    expect((await call(getMe, { bearer: result.data.access_token })).status).toBe(200);
  });

  it('takes the challenge from the cookie, sets the session cookie and clears the challenge', async () => {
    const { person, secret } = await withFactor();
    const first = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie', remember_me: true } });
    const cookie = cookieOf(first, challengeName);
    const answer = await call(verifySecondFactor, { cookie, body: { method: 'totp', code: totpCode(secret) } });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.data).sort()).toEqual(['session_id', 'status', 'user']);
    expect(answer.cookies.map((line) => line.split('=')[0]).sort()).toEqual([challengeName, deviceName, sessionName].sort());
    expect(answer.cookies.find((line) => line.startsWith(challengeName))).toMatch(/=; Max-Age=0/);
    // What was asked for with the password holds.
    expect(answer.cookies.find((line) => line.startsWith(sessionName))).toContain('Max-Age=2592000');
    expect((await call(getMe, { cookie: cookieOf(answer, sessionName) })).data.id).toBe(person.id);
  });

  it('refuses a browser that carries no challenge, and one sent by another site', async () => {
    const { person, secret } = await withFactor();
    expect((await call(verifySecondFactor, { body: { method: 'totp', code: totpCode(secret) } })).code).toBe('INVALID_TOKEN');
    const first = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' } });
    const body = { method: 'totp', code: totpCode(secret) };
    const cookie = cookieOf(first, challengeName);
    expect((await call(verifySecondFactor, { cookie, body, headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await call(verifySecondFactor, { cookie, body })).status).toBe(200);
  });

  it('answers INVALID_CODE to a wrong code, writes no session and one event without the code', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    const before = await sessionsOf(person);
    const code = wrongCode(secret);
    const { result, events } = await withEvents(() => answerWith(token, { code }));
    expect([result.status, result.code, result.cookies]).toEqual([400, 'INVALID_CODE', []]);
    expect(events).toMatchObject([{ action: 'session.denied', reason: 'wrong_totp', result: 'failure', subjectId: person.id }]);
    expect(await sessionsOf(person)).toBe(before);
    expect(await failuresOf(person)).toBe(1);
    expect((await answerWith(token, { code: totpCode(secret) })).status).toBe(200);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a list', ['123456']],
    ['an empty list', []],
    ['an object', { not: '' }],
    ['a number', 123_456],
    ['a fraction', 1.5],
    ['true', true],
  ])('refuses %s as a code with 400', async (_, code) => {
    const { person } = await withFactor();
    const token = await openedChallenge(person);
    const answer = await call(verifySecondFactor, { body: { challenge_token: token, method: 'totp', code } });
    expect([answer.status, answer.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it.each(['000000000000', '0', '12345', '1234567', '-12345', '1e5', '0x1234', '１２３４５６', '12 34 5', '123456,654321'])(
    'counts %s as a wrong code',
    async (code) => {
      const { person } = await withFactor();
      const token = await openedChallenge(person);
      expect((await answerWith(token, { code })).code).toBe('INVALID_CODE');
      expect(await failuresOf(person)).toBe(1);
    },
  );

  it('refuses a method that is no method', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    for (const method of ['password', 'otp', 'constructor', 'toString', '']) {
      const answer = await call(verifySecondFactor, { body: { challenge_token: token, method, code: totpCode(secret) } });
      expect([method, answer.status, answer.fields[0]?.path]).toEqual([method, 400, 'method']);
    }
  });

  it('a TOTP code is no backup code and the other way round', async () => {
    const { person, secret, backupCodes } = await withFactor();
    const token = await openedChallenge(person);
    expect((await answerWith(token, { method: 'backup_code', code: totpCode(secret) })).code).toBe('INVALID_CODE');
    expect((await answerWith(token, { method: 'totp', code: backupCodes[0] ?? '' })).code).toBe('INVALID_CODE');
  });

  it("the code of somebody else's app is refused", async () => {
    const [mine, other] = [await withFactor(), await withFactor()];
    const code = totpCode(other.secret);
    if ([-1, 0, 1].some((offset) => totpCode(mine.secret, offset) === code)) return;
    expect((await signInWithFactor(mine.person, { code })).code).toBe('INVALID_CODE');
  });
});

describe('a TOTP code', () => {
  it('is right one step before and after now, and wrong two steps away', async () => {
    const { person, secret } = await withFactor();
    for (const offset of [-1, 0, 1]) {
      await forgetUsedSteps(person);
      expect([offset, (await signInWithFactor(person, { code: totpCode(secret, offset) })).status]).toEqual([offset, 200]);
    }
    const near = new Set([-1, 0, 1].map((offset) => totpCode(secret, offset)));
    for (const offset of [-3, -2, 2, 3]) {
      await forgetUsedSteps(person);
      const code = totpCode(secret, offset);
      if (!near.has(code)) expect([offset, (await signInWithFactor(person, { code })).code]).toEqual([offset, 'INVALID_CODE']);
    }
  });

  it('is accepted once: not again by the same, nor by another challenge', async () => {
    const { person, secret } = await withFactor();
    const code = totpCode(secret);
    const token = await openedChallenge(person);
    expect((await answerWith(token, { code })).status).toBe(200);
    expect((await answerWith(token, { code })).code).toBe('INVALID_TOKEN');
    expect((await signInWithFactor(person, { code })).code).toBe('INVALID_CODE');
  });

  it('ends all older ones: after step N, N−1 is refused', async () => {
    const { person, secret } = await withFactor();
    await forgetUsedSteps(person);
    expect((await signInWithFactor(person, { code: totpCode(secret) })).status).toBe(200);
    const older = totpCode(secret, -1);
    if (older !== totpCode(secret, 1)) expect((await signInWithFactor(person, { code: older })).code).toBe('INVALID_CODE');
    expect((await signInWithFactor(person, { code: totpCode(secret, 1) })).status).toBe(200);
    expect((await signInWithFactor(person, { code: totpCode(secret) })).code).toBe('INVALID_CODE');
  });

  it('succeeds once of 50 parallel tries in 50 challenges', async () => {
    const { person, secret } = await withFactor();
    const tokens: string[] = [];
    for (let index = 0; index < 50; index += 1) tokens.push(await openedChallenge(person));
    await awayFromStepEnd(12);
    const before = await sessionsOf(person);
    const code = totpCode(secret);
    const answers = await Promise.all(tokens.map((token) => answerWith(token, { code })));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(new Set(answers.filter(({ status }) => status === 400).map((answer) => answer.code))).toEqual(new Set(['INVALID_CODE']));
    expect(await sessionsOf(person)).toBe(before + 1);
  });
});

describe('a challenge', () => {
  it('is used up by one success of many parallel right codes', async () => {
    const { person, backupCodes } = await withFactor();
    const token = await openedChallenge(person);
    const before = await sessionsOf(person);
    const answers = await Promise.all(backupCodes.map((code) => answerWith(token, { method: 'backup_code', code })));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 9 });
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it('takes ten tries, also in parallel; then the right code is refused as well', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    const code = wrongCode(secret);
    const answers = await callInParallel(30, verifySecondFactor, () => ({ body: { challenge_token: token, method: 'totp', code } }));
    expect(answers.filter((answer) => answer.code === 'INVALID_CODE')).toHaveLength(10);
    expect(answers.filter((answer) => answer.code === 'INVALID_TOKEN')).toHaveLength(20);
    expect(await failuresOf(person)).toBe(10);
    expect((await answerWith(token, { code: totpCode(secret) })).code).toBe('INVALID_TOKEN');
    expect((await signInWithFactor(person, { code: totpCode(secret) })).status).toBe(200);
  });

  it('shares its tries between the methods', async () => {
    const { person, secret, backupCodes } = await withFactor();
    const token = await openedChallenge(person);
    for (let index = 0; index < 5; index += 1) {
      await answerWith(token, { code: wrongCode(secret) });
      await answerWith(token, { method: 'backup_code', code: `${index}aaaa-aaaaa` });
    }
    expect(await failuresOf(person)).toBe(10);
    expect((await answerWith(token, { method: 'backup_code', code: backupCodes[0] ?? '' })).code).toBe('INVALID_TOKEN');
  });

  it('the tenth try may be the right one', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    for (let index = 0; index < 9; index += 1) await answerWith(token, { code: wrongCode(secret) });
    expect((await answerWith(token, { code: totpCode(secret) })).status).toBe(200);
  });

  it('ends after ten minutes', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    const { expiresAt, createdAt } = await db().signInChallenge.findUniqueOrThrow({ where: { tokenHash: sha256(token) } });
    expect(Math.abs(expiresAt.getTime() - createdAt.getTime() - 600_000)).toBeLessThan(5000);
    await db().signInChallenge.update({ where: { tokenHash: sha256(token) }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await answerWith(token, { code: totpCode(secret) })).code).toBe('INVALID_TOKEN');
  });

  it('opens nothing to somebody suspended meanwhile', async () => {
    const { person, secret } = await withFactor();
    const token = await openedChallenge(person);
    const before = await sessionsOf(person);
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    const { result, events } = await withEvents(() => answerWith(token, { code: totpCode(secret) }));
    expect([result.status, result.code]).toEqual([400, 'INVALID_TOKEN']);
    expect(events).toMatchObject([{ action: 'session.denied', subjectId: person.id }]);
    expect(await sessionsOf(person)).toBe(before);
  });

  it('that is made up or belongs to nobody is refused with one event', async () => {
    const { result, events } = await withEvents(() => answerWith('a'.repeat(43), { code: '123456' }));
    expect([result.status, result.code]).toEqual([400, 'INVALID_TOKEN']);
    expect(events).toMatchObject([{ action: 'session.denied', reason: 'invalid_challenge', subjectId: null }]);
  });
});

describe('the budget of an account', () => {
  it('is 100 wrong codes over any number of challenges: then no code counts, with one event and one mail', async () => {
    const { person, secret, backupCodes } = await withFactor();
    const code = wrongCode(secret);
    const tokens: string[] = [];
    for (let index = 0; index < 12; index += 1) tokens.push(await openedChallenge(person));
    const { result: answers, events } = await withEvents(async () => {
      const all = [];
      for (const token of tokens)
        all.push(...(await callInParallel(10, verifySecondFactor, () => ({ body: { challenge_token: token, method: 'totp', code } }))));
      return all;
    });
    expect(answers.map((answer) => answer.code)).toEqual(Array(120).fill('INVALID_CODE'));
    expect(await failuresOf(person)).toBe(100);
    expect(events.filter(({ action }) => action === 'factor.blocked')).toHaveLength(1);
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'factor_blocked')).toHaveLength(1);
    expect((await signInWithFactor(person, { code: totpCode(secret) })).code).toBe('INVALID_CODE');
    expect((await signInWithFactor(person, { method: 'backup_code', code: backupCodes[0] ?? '' })).code).toBe('INVALID_CODE');
    expect(await db().backupCode.count({ where: { userId: person.id, usedAt: null } })).toBe(10);
  });

  it('is not refilled by the right password, but by the right code', async () => {
    const { person, secret } = await withFactor();
    for (let index = 0; index < 3; index += 1) await signInWithFactor(person, { code: wrongCode(secret) });
    await openedChallenge(person);
    expect(await failuresOf(person)).toBe(3);
    expect((await signInWithFactor(person, { code: totpCode(secret) })).status).toBe(200);
    expect(await failuresOf(person)).toBe(0);
  });

  it('is its own: wrong codes of one person do not count against another', async () => {
    const [mine, other] = [await withFactor(), await withFactor()];
    await signInWithFactor(mine.person, { code: wrongCode(mine.secret) });
    expect(await failuresOf(other.person)).toBe(0);
  });
});

describe('a second factor that is switched on while somebody signs in elsewhere', () => {
  it('is asked at the next sign-in; sessions that exist go on', async () => {
    const person = await makePerson();
    const other = await signIn(person);
    const { accessToken: bearer } = await signIn(person);
    const { data } = await call(setupFactor, { bearer, body: { method: 'totp' } });
    await call(enableFactor, { bearer, body: { setup_id: data.setup_id, code: totpCode(data.secret) } });
    expect((await call(getMe, { bearer: other.accessToken })).status).toBe(200);
    expect((await call(login, { body: { username: person.username, password: goodPassword } })).status).toBe(202);
  });
});
