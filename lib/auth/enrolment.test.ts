import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { login, logout, refresh, verifyMagicLink } from '#lib/contracts/auth.ts';
import { disableFactor, enableFactor, listFactors, setupFactor, startStepUp, verifyStepUp } from '#lib/contracts/factors.ts';
import { contracts } from '#lib/contracts/index.ts';
import { updateSettings } from '#lib/contracts/settings.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { removeFactor } from '#lib/factors/remove-factor.ts';
import { findActorBySessionId } from '#lib/sessions/find-actor.ts';
import { call } from '#scripts/testing/api.ts';
import { enrol, makeStale, totpCode } from '#scripts/testing/factors.ts';
import { goodPassword, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { rowCounts } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const overdue = { factors: { required: 'everyone', grace_days: 0 } } as const;

beforeEach(() => putSettings({}));

/** The claims of an access token; its signature is not the question here. */
function claims(token: string): { roles: string[]; permissions: string[] } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

function namesNothing(text: string, person: Person): void {
  for (const field of [person.email, person.username, 'first_name']) expect(text).not.toContain(field);
}

describe('somebody who must set up a second factor first', () => {
  it('is answered 403 by every endpoint but those that enrolment needs, whatever their role, and nothing is told or written', async () => {
    const person = await makePerson({ role: 'super_admin' });
    const { accessToken: bearer } = await signIn(person);
    const { sessionCookie: cookie } = await signInBrowser(person);
    await putSettings(overdue);
    const before = await rowCounts();
    const open: string[] = [];
    for (const contract of contracts.filter(({ access }) => !('anyone' in access))) {
      if ('duringEnrolment' in contract.access) {
        open.push(contract.id);
        continue;
      }
      for (const caller of [{ bearer }, { cookie }]) {
        const ids = Object.fromEntries([...contract.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, uuidv7()]));
        const answer = await call(contract, { ...caller, params: ids, ...(contract.body && { body: {} }) });
        expect([contract.id, answer.status, answer.code]).toEqual([contract.id, 403, 'SECOND_FACTOR_ENROLMENT_REQUIRED']);
        expect(answer.data).toBeUndefined();
        namesNothing(answer.text, person);
      }
    }
    expect(await rowCounts()).toEqual(before);
    // What is open: the way to a second factor, and the way out.
    expect(open.sort()).toEqual([
      'addPasskey',
      'enableFactor',
      'listFactors',
      'logout',
      'setupFactor',
      'startPasskey',
      'startStepUp',
      'stopImpersonation',
      'verifyStepUp',
    ]);
  });

  it('signs in without being told anything about the account, and the tokens give no right anywhere else', async () => {
    const person = await makePerson({ role: 'super_admin' });
    await putSettings(overdue);
    const answer = await call(login, { body: { email: person.username, password: goodPassword } });
    expect(answer.status).toBe(400);
    const signedIn = await call(login, { body: { username: person.username, password: goodPassword } });
    expect([signedIn.status, signedIn.data.user]).toEqual([200, null]);
    namesNothing(signedIn.text, person);
    expect(claims(signedIn.data.access_token)).toMatchObject({ roles: [], permissions: [] });
    const refreshed = await call(refresh, { body: { refresh_token: signedIn.data.refresh_token } });
    expect(refreshed.status).toBe(200);
    expect(claims(refreshed.data.access_token)).toMatchObject({ roles: [], permissions: [] });
    expect((await call(getMe, { bearer: refreshed.data.access_token })).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
  });

  it('can set one up, with a fresh proof, and then everything is open', async () => {
    const person = await makePerson();
    const { accessToken: bearer, sessionId, refreshToken } = await signIn(person);
    await putSettings(overdue);
    expect((await call(listFactors, { bearer })).data).toEqual({ factors: [], backup_codes_left: 0 });
    await makeStale(sessionId);
    expect((await call(setupFactor, { bearer, body: { method: 'totp' } })).code).toBe('STEP_UP_REQUIRED');
    expect((await call(startStepUp, { bearer, body: {} })).data.methods).toEqual(['password']);
    expect((await call(verifyStepUp, { bearer, body: { method: 'password', password: goodPassword } })).status).toBe(200);
    const { secret, setup_id } = (await call(setupFactor, { bearer, body: { method: 'totp' } })).data;
    expect((await call(getMe, { bearer })).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    expect((await call(enableFactor, { bearer, body: { setup_id, code: totpCode(secret, -1) } })).status).toBe(200);
    expect((await call(getMe, { bearer })).data).toMatchObject({ email: person.email, second_factor_enabled: true });
    const refreshed = await call(refresh, { body: { refresh_token: refreshToken } });
    expect(claims(refreshed.data.access_token).roles).toEqual(['user']);
  });

  it('can sign out', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    await putSettings(overdue);
    expect((await call(logout, { bearer, body: {} })).status).toBe(200);
    expect((await call(listFactors, { bearer })).status).toBe(401);
  });

  it('is stopped however they came in: the account decides, not the way', async () => {
    const person = await makePerson();
    const { sessionId, accessToken: bearer } = await signIn(person);
    await putSettings(overdue);
    for (const method of ['email', 'oauth:acme', 'sms', 'passkey', 'anything']) {
      await db().session.update({ where: { id: sessionId }, data: { method } });
      expect((await call(getMe, { bearer })).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    }
    expect(verifyMagicLink.access).toEqual({ anyone: true });
  });

  it('is nobody who has one, whom the policy does not name, or who may still put it off', async () => {
    const [user, admin] = [await makePerson(), await makePerson({ role: 'admin' })];
    const [bearer, adminBearer] = [(await signIn(user)).accessToken, (await signIn(admin)).accessToken];
    const enrolled = (await enrol(await makePerson())).accessToken;
    const statuses = async () => [
      (await call(getMe, { bearer })).status,
      (await call(getMe, { bearer: adminBearer })).status,
      (await call(getMe, { bearer: enrolled })).status,
    ];
    await putSettings(overdue);
    expect(await statuses()).toEqual([403, 403, 200]);
    await putSettings({ factors: { required: 'roles', required_roles: ['admin'], grace_days: 0 } });
    expect(await statuses()).toEqual([200, 403, 200]);
    await putSettings({ factors: { required: 'everyone', grace_days: 1 } });
    expect(await statuses()).toEqual([200, 200, 200]);
    await putSettings({ factors: { required: 'everyone', grace_days: 0, grace_until: '2999-01-01' } });
    expect(await statuses()).toEqual([200, 200, 200]);
  });

  it('is an admin too, the moment they switch it on; setting one up is what gives them the settings back', async () => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'super_admin' }));
    expect((await call(updateSettings, { bearer, body: overdue })).status).toBe(200);
    expect((await call(updateSettings, { bearer, body: { factors: { required: 'nobody' } } })).code).toBe(
      'SECOND_FACTOR_ENROLMENT_REQUIRED',
    );
    const { secret, setup_id } = (await call(setupFactor, { bearer, body: { method: 'totp' } })).data;
    expect((await call(enableFactor, { bearer, body: { setup_id, code: totpCode(secret, -1) } })).status).toBe(200);
    expect((await call(updateSettings, { bearer, body: { factors: { required: 'nobody' } } })).status).toBe(200);
  });
});

describe('a required second factor', () => {
  it('cannot be removed while it is the last, also during the grace', async () => {
    const { accessToken: bearer } = await enrol(await makePerson());
    for (const graceDays of [0, 30]) {
      await putSettings({ factors: { required: 'everyone', grace_days: graceDays } });
      const before = await rowCounts();
      const answer = await call(disableFactor, { bearer, body: { method: 'totp' } });
      expect([answer.status, answer.code, answer.details.reason]).toEqual([409, 'CONFLICT', 'second_factor_required']);
      expect(await rowCounts()).toEqual(before);
    }
    await putSettings({ factors: { required: 'roles', required_roles: ['admin'] } });
    expect((await call(disableFactor, { bearer, body: { method: 'totp' } })).status).toBe(200);
  });

  it('can go while another one that counts is left', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await enrol(person);
    await putSettings(overdue);
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'passkey', confirmedAt: new Date() } });
    expect((await call(disableFactor, { bearer, body: { method: 'totp' } })).status).toBe(200);
    expect((await call(getMe, { bearer })).status).toBe(200);
  });

  it('of two that are removed at once, one stays', async () => {
    const person = await makePerson();
    const { accessToken: bearer, sessionId } = await enrol(person);
    await putSettings(overdue);
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'passkey', confirmedAt: new Date() } });
    const lookup = await findActorBySessionId(sessionId, person.id);
    if (!lookup.ok) throw new Error('The session is gone.');
    const { actor } = lookup;
    const removePasskey = inTransaction(async (transaction) => {
      await removeFactor(transaction, actor, () => transaction.factor.deleteMany({ where: { userId: person.id, method: 'passkey' } }));
      // Long enough for the other removal to look at what is left.
      await wait(500);
    });
    await Promise.allSettled([removePasskey, call(disableFactor, { bearer, body: { method: 'totp' } })]);
    expect(await db().factor.count({ where: { userId: person.id } })).toBe(1);
  });
});
