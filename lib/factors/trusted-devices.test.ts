import { beforeEach, describe, expect, it } from 'vitest';
import { changePassword, forgotPassword, login, resetPassword } from '#lib/contracts/auth.ts';
import { disableFactor, listTrustedDevices, revokeTrustedDevice, startStepUp, verifySecondFactor } from '#lib/contracts/factors.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call, cookieOf } from '#scripts/testing/api.ts';
import { awayFromStepEnd, enrol, signInWithFactor, totpCode } from '#scripts/testing/factors.ts';
import { lastMail, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, type Person } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

const trustedName = '__Host-gatehouse-trusted';
const challengeName = '__Host-gatehouse-challenge';
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function withTrust() {
  const person = await makePerson();
  const { accessToken: bearer, secret } = await enrol(person);
  const headers = { 'user-agent': browser };
  const answer = await signInWithFactor(person, { code: totpCode(secret), trust_device: true }, { headers, ip: '198.51.100.7' });
  return { person, bearer, secret, answer, cookie: cookieOf(answer, trustedName) };
}

function passwordWith(person: Person, cookie: string, password = goodPassword): Promise<ApiAnswer> {
  return call(login, { cookie, body: { email: person.email, password } });
}

beforeEach(() => awayFromStepEnd());

describe('a trusted device', () => {
  it('is marked by a __Host- cookie for 30 days, of which the database holds the SHA-256', async () => {
    const { answer, cookie } = await withTrust();
    const line = answer.cookies.find((each) => each.startsWith(trustedName)) ?? '';
    for (const part of ['; Path=/', '; HttpOnly', '; Secure', '; SameSite=Lax', '; Max-Age=2592000']) expect(line).toContain(part);
    const secret = cookie.split('=')[1] ?? '';
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const rows = await everyRow();
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(browser);
    expect(rows).toContain(Buffer.from(sha256(secret)).toString('hex'));
    expect(answer.text).not.toContain(secret);
  });

  it('is made only for who asks and proves the factor', async () => {
    const person = await makePerson();
    const { secret } = await enrol(person);
    const wrong = await signInWithFactor(person, { code: 'abcdef', trust_device: true });
    const plain = await signInWithFactor(person, { code: totpCode(secret) });
    const declined = await signInWithFactor(person, { code: totpCode(secret, 1), trust_device: false });
    expect([wrong.status, plain.status, declined.status]).toEqual([400, 200, 200]);
    for (const { cookies } of [wrong, plain, declined]) expect(cookies.filter((line) => line.startsWith(trustedName))).toEqual([]);
    expect(await db().trustedDevice.count({ where: { userId: person.id } })).toBe(0);
  });

  it('passes without the second factor, but the session is no fresh proof and says so', async () => {
    const { person, cookie } = await withTrust();
    const answer = await passwordWith(person, cookie);
    expect(answer.status).toBe(200);
    const session = await db().session.findUniqueOrThrow({ where: { id: answer.data.session_id } });
    expect([session.stepUpAt, session.amr]).toEqual([null, ['pwd']]);
    const bearer = answer.data.access_token;
    const refused = await call(disableFactor, { bearer, body: { method: 'totp' } });
    expect([refused.status, refused.code, refused.details.methods]).toEqual([403, 'STEP_UP_REQUIRED', ['totp', 'backup_code']]);
    expect((await call(startStepUp, { bearer, body: {} })).data).toEqual({ methods: ['totp', 'backup_code'], fresh_until: null });
  });

  it('still needs the right password', async () => {
    const { person, cookie } = await withTrust();
    expect((await passwordWith(person, cookie, 'not the password')).status).toBe(401);
  });

  it("is bound to its user: it is of no use for somebody else's account", async () => {
    const [mine, other] = [await withTrust(), await withTrust()];
    expect((await passwordWith(mine.person, other.cookie)).status).toBe(202);
    expect((await passwordWith(other.person, other.cookie)).status).toBe(200);
  });

  it.each(['a'.repeat(43), '', 'x', '%00'])('cannot be made up (%j)', async (value) => {
    const { person } = await withTrust();
    expect((await passwordWith(person, `${trustedName}=${value}`)).status).toBe(202);
  });

  it('counts 30 days, not longer', async () => {
    const { person, cookie } = await withTrust();
    const row = await db().trustedDevice.findFirstOrThrow({ where: { userId: person.id } });
    expect(Math.abs(row.expiresAt.getTime() - Date.now() - 30 * 86_400_000)).toBeLessThan(60_000);
    await db().trustedDevice.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await passwordWith(person, cookie)).status).toBe(202);
  });

  it('is trusted no more after the password was changed', async () => {
    const { person, bearer, cookie } = await withTrust();
    const body = { current_password: goodPassword, new_password: 'another long secret' };
    expect((await call(changePassword, { bearer, body })).status).toBe(200);
    expect((await passwordWith(person, cookie, 'another long secret')).status).toBe(202);
  });

  it('is trusted no more after the password was reset, and the factor is still owed', async () => {
    const { person, cookie } = await withTrust();
    await call(forgotPassword, { body: { email: person.email } });
    const token = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).status).toBe(200);
    expect((await passwordWith(person, cookie, 'another long secret')).status).toBe(202);
  });

  it('is trusted no more after the factor was removed and set up again', async () => {
    const { person, bearer, cookie } = await withTrust();
    await call(disableFactor, { bearer, body: { method: 'totp' } });
    await awayFromStepEnd();
    await enrol(person);
    expect((await passwordWith(person, cookie)).status).toBe(202);
  });

  it('works in a browser from end to end', async () => {
    const person = await makePerson();
    const { secret } = await enrol(person);
    const body = { email: person.email, password: goodPassword, mode: 'cookie' };
    const cookie = cookieOf(await call(login, { body }), challengeName);
    const answer = await call(verifySecondFactor, { cookie, body: { method: 'totp', code: totpCode(secret), trust_device: true } });
    expect((await call(login, { cookie: cookieOf(answer, trustedName), body })).status).toBe(200);
  });
});

describe('GET and DELETE /users/me/trusted-devices', () => {
  it('lists what its owner needs to know it by, and no secret', async () => {
    const { bearer, cookie } = await withTrust();
    const answer = await call(listTrustedDevices, { bearer });
    expect(answer.data).toEqual([
      {
        id: expect.any(String),
        device: { type: 'desktop', os: 'Linux', browser: 'Firefox' },
        ip: '198.51.100.7',
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        expires_at: expect.any(String),
      },
    ]);
    expect(answer.text).not.toContain(cookie.split('=')[1]);
    expect(answer.text).not.toMatch(/hash|sealed/i);
  });

  it('lists neither those of others nor expired ones', async () => {
    const [mine, other] = [await withTrust(), await withTrust()];
    const [own] = (await call(listTrustedDevices, { bearer: mine.bearer })).data;
    const [foreign] = (await call(listTrustedDevices, { bearer: other.bearer })).data;
    expect(own.id).not.toBe(foreign.id);
    await db().trustedDevice.updateMany({ where: { userId: mine.person.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(listTrustedDevices, { bearer: mine.bearer })).data).toEqual([]);
  });

  it('takes the trust back from one, with one event', async () => {
    const { person, bearer, cookie } = await withTrust();
    const [{ id }] = (await call(listTrustedDevices, { bearer })).data;
    const { result, events } = await withEvents(() => call(revokeTrustedDevice, { bearer, params: { device_id: id } }));
    expect([result.status, result.data]).toEqual([200, { revoked: true }]);
    expect(events).toMatchObject([{ action: 'trusted_device.revoked', subjectId: person.id, targetId: id }]);
    expect((await passwordWith(person, cookie)).status).toBe(202);
    expect((await call(revokeTrustedDevice, { bearer, params: { device_id: id } })).status).toBe(404);
  });

  it("answers 404 to somebody else's, which stays trusted", async () => {
    const [mine, other] = [await withTrust(), await withTrust()];
    const [{ id }] = (await call(listTrustedDevices, { bearer: other.bearer })).data;
    const { result, events } = await withEvents(() => call(revokeTrustedDevice, { bearer: mine.bearer, params: { device_id: id } }));
    expect([result.status, result.code, events]).toEqual([404, 'NOT_FOUND', []]);
    expect((await passwordWith(other.person, other.cookie)).status).toBe(200);
  });
});
