import { beforeEach, describe, expect, it } from 'vitest';
import { sealPersonalData } from '#lib/accounts/personal-data.ts';
import { forgotPassword, login, resetPassword } from '#lib/contracts/auth.ts';
import {
  approveRecovery,
  cancelOwnRecovery,
  cancelRecovery,
  completeRecovery,
  confirmRecovery,
  denyRecovery,
  getOwnRecovery,
  listRecoveryRequests,
  requestRecovery,
} from '#lib/contracts/recovery.ts';
import { getMe } from '#lib/contracts/users.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { maxFactorFailures } from '#lib/factors/verify-factor.ts';
import { slowHash } from '#lib/passwords/slow-hash.ts';
import { remindOwners } from '#lib/recovery/remind-owners.ts';
import { awayFromWindowEnd, call, callInParallel, masked, statuses } from '#scripts/testing/api.ts';
import { answerWith, makeStale, openedChallenge } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { events, everyRow, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { makePersonWithPhone, newPhone, queuedTexts } from '#scripts/testing/texts.ts';

beforeEach(() => awayFromWindowEnd(3600));

/** Somebody who is signed in and whose next sign-in asks for an authenticator app. Written at once: a real set-up hashes ten backup codes. */
async function withFactor(role: 'user' | 'admin' | 'moderator' = 'user') {
  const person = await makePerson({ role });
  const enrolment = await signIn(person);
  const secretSealed = new Uint8Array(1);
  await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'totp', secretSealed, confirmedAt: new Date() } });
  await db().backupCode.create({ data: { id: uuidv7(), userId: person.id, slot: 0, codeHash: await slowHash('0aaaa-aaaaa') } });
  return { person, enrolment };
}

const begin = async (person: Person) => call(requestRecovery, { body: { challenge_token: await openedChallenge(person) } });

/** Somebody whose waiting period runs. */
async function waiting(role?: 'user' | 'admin' | 'moderator') {
  const state = await withFactor(role);
  expect((await begin(state.person)).status).toBe(202);
  const token = tokenIn((await lastMail(state.person.id, 'recovery_confirm')).link);
  expect((await call(confirmRecovery, { body: { token } })).status).toBe(200);
  const { id } = await db().recoveryRequest.findFirstOrThrow({ where: { userId: state.person.id } });
  return { ...state, id, cancel: tokenIn((await lastMail(state.person.id, 'recovery_waiting')).cancelLink) };
}

function endWaiting(id: string) {
  return db().recoveryRequest.update({ where: { id }, data: { availableAt: new Date() } });
}

/** Somebody who holds the last link. */
async function ready() {
  const state = await waiting();
  await endWaiting(state.id);
  await begin(state.person);
  return { ...state, complete: tokenIn((await lastMail(state.person.id, 'recovery_complete')).link) };
}

const factorsOf = (userId: string) => db().factor.count({ where: { userId, confirmedAt: { not: null } } });

describe('with nothing left that could prove the second factor', () => {
  /** Somebody with one factor and without backup codes. */
  async function withOnly(method: 'passkey' | 'sms', person: Person) {
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method, confirmedAt: new Date() } });
    return person;
  }

  async function expectRecoverable(person: Person): Promise<void> {
    const answer = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([answer.status, answer.data.methods]).toEqual([202, []]);
    expect((await call(requestRecovery, { body: { challenge_token: answer.data.challenge_token } })).status).toBe(202);
    expect((await lastMail(person.id, 'recovery_confirm')).link).toContain('/recovery/confirm?token=');
  }

  it('it is still owed, where its passkeys are gone', async () => {
    await expectRecoverable(await withOnly('passkey', await makePerson()));
  });

  it('text messages are not offered without a confirmed number', async () => {
    await expectRecoverable(await withOnly('sms', await makePerson()));
  });

  it('a policy that turned the only factor off leaves the recovery', async () => {
    const person = await withOnly('sms', await makePersonWithPhone());
    await putSettings({ factors: { phishing_resistant_only: true } });
    await expectRecoverable(person).finally(() => putSettings({}));
  });
});

describe('asking for a recovery', () => {
  it('needs the first factor: without an open challenge nothing is mailed', async () => {
    const { person } = await withFactor();
    const mails = await queuedMails(person.id);
    const { events: written } = await withEvents(async () => {
      expect((await call(requestRecovery, { body: {} })).code).toBe('INVALID_TOKEN');
      expect((await call(requestRecovery, { body: { challenge_token: 'a'.repeat(43) } })).code).toBe('INVALID_TOKEN');
      const challenge = await openedChallenge(person);
      await db().signInChallenge.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date() } });
      expect((await call(requestRecovery, { body: { challenge_token: challenge } })).code).toBe('INVALID_TOKEN');
    });
    expect(written.map(({ action }) => action)).toEqual(['recovery.failed', 'recovery.failed', 'recovery.failed']);
    expect(await queuedMails(person.id)).toEqual(mails);
  });

  it('mails a link; only its use begins the waiting period of 72 hours, and tells the owner how to stop it', async () => {
    const { person } = await withFactor();
    const answer = await begin(person);
    expect([answer.status, answer.data]).toEqual([202, { status: 'accepted' }]);
    expect(await db().recoveryRequest.count({ where: { userId: person.id } })).toBe(0);
    const token = tokenIn((await lastMail(person.id, 'recovery_confirm')).link);
    const { result, events: written } = await withEvents(() => call(confirmRecovery, { body: { token } }));
    expect(result.data).toEqual({ status: 'waiting', available_at: expect.any(String) });
    expect(Math.round((Date.parse(result.data.available_at) - Date.now()) / 3_600_000)).toBe(72);
    expect(written.map(({ action }) => action)).toEqual(['recovery.requested']);
    expect((await lastMail(person.id, 'recovery_waiting')).cancelLink).toContain('/recovery/cancel?token=');
    expect(await factorsOf(person.id)).toBe(1);
    expect(await everyRow()).not.toContain(token);
  });

  it('while the waiting period runs the answer is the same, and no link that removes anything is mailed', async () => {
    const { person } = await waiting();
    const mails = await queuedMails(person.id);
    const again = await begin(person);
    const fresh = await begin((await withFactor()).person);
    expect([again.status, masked(again)]).toEqual([fresh.status, masked(fresh)]);
    expect(await queuedMails(person.id)).toEqual(mails);
  });

  it('one waiting period at a time, also under 20 parallel confirmations', async () => {
    const { person } = await withFactor();
    await begin(person);
    const token = tokenIn((await lastMail(person.id, 'recovery_confirm')).link);
    expect(statuses(await callInParallel(20, confirmRecovery, () => ({ body: { token } })))).toEqual({ 200: 1, 400: 19 });
    expect(await db().recoveryRequest.count({ where: { userId: person.id } })).toBe(1);
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'recovery_waiting').length).toBe(1);
  });

  it('works for an account that is blocked after too many wrong codes, and frees it', async () => {
    const { person } = await withFactor();
    await db().user.update({ where: { id: person.id }, data: { factorFailures: maxFactorFailures } });
    await begin(person);
    await call(confirmRecovery, { body: { token: tokenIn((await lastMail(person.id, 'recovery_confirm')).link) } });
    await db().recoveryRequest.updateMany({ where: { userId: person.id }, data: { availableAt: new Date() } });
    await begin(person);
    const token = tokenIn((await lastMail(person.id, 'recovery_complete')).link);
    expect((await call(completeRecovery, { body: { token } })).status).toBe(200);
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).factorFailures).toBe(0);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });
});

describe('finishing it', () => {
  it('after the waiting period removes every second factor, ends every session, and the password alone signs in', async () => {
    const { person, enrolment, complete } = await ready();
    await db().passkey.create({
      data: {
        id: person.id,
        userId: person.id,
        credentialId: person.id,
        publicKey: new Uint8Array(1),
        transports: [],
        aaguid: person.id,
        backupEligible: false,
        backedUp: false,
        nameSealed: new Uint8Array(1),
      },
    });
    const challenge = await openedChallenge(person);
    const { result, events: written } = await withEvents(() => call(completeRecovery, { body: { token: complete } }));
    expect([result.status, result.data]).toEqual([200, { factors_removed: true }]);
    expect(written.map(({ action }) => action)).toEqual(['recovery.completed']);
    const where = { where: { userId: person.id } };
    const left = [db().factor.count(where), db().backupCode.count(where), db().trustedDevice.count(where), db().passkey.count(where)];
    expect(await Promise.all(left)).toEqual([0, 0, 0, 0]);
    expect((await call(getMe, { bearer: enrolment.accessToken })).status).toBe(401);
    expect((await answerWith(challenge, { method: 'backup_code', code: '0aaaa-aaaaa' })).code).toBe('INVALID_TOKEN');
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    expect((await queuedMails(person.id)).at(-1)).toMatchObject({ template: 'recovery_completed' });
  });

  it('works once, also under 30 parallel tries', async () => {
    const { complete, person } = await ready();
    expect(statuses(await callInParallel(30, completeRecovery, () => ({ body: { token: complete } })))).toEqual({ 200: 1, 400: 29 });
    expect((await events({ subjectId: person.id, action: 'recovery.completed' })).length).toBe(1);
  });

  it.each([
    ['before the waiting period ends', 'availableAt', 60_000],
    ['after the request has expired', 'expiresAt', 0],
  ] as const)('is refused %s', async (_, column, milliseconds) => {
    const { person, complete, id } = await ready();
    await db().recoveryRequest.update({ where: { id }, data: { [column]: new Date(Date.now() + milliseconds) } });
    expect((await call(completeRecovery, { body: { token: complete } })).code).toBe('INVALID_TOKEN');
    expect(await factorsOf(person.id)).toBe(1);
  });

  it('is refused after it was cancelled', async () => {
    const { person, complete, cancel } = await ready();
    expect((await call(cancelRecovery, { body: { token: cancel } })).status).toBe(200);
    expect((await call(completeRecovery, { body: { token: complete } })).code).toBe('INVALID_TOKEN');
    expect(await factorsOf(person.id)).toBe(1);
  });

  it('a refused link is not used up: it works once the waiting period is over', async () => {
    const { id, complete } = await ready();
    await db().recoveryRequest.update({ where: { id }, data: { availableAt: new Date(Date.now() + 60_000) } });
    expect((await call(completeRecovery, { body: { token: complete } })).status).toBe(400);
    await endWaiting(id);
    expect((await call(completeRecovery, { body: { token: complete } })).status).toBe(200);
  });
});

describe('stopping it', () => {
  it('from any session of the owner, once; somebody else cannot', async () => {
    const { person, enrolment } = await waiting();
    const bearer = enrolment.accessToken;
    const stranger = (await signIn(await makePerson())).accessToken;
    expect((await call(getOwnRecovery, { bearer: stranger })).data).toEqual({ pending: null });
    expect((await call(cancelOwnRecovery, { bearer: stranger })).code).toBe('NOT_FOUND');
    expect((await call(getOwnRecovery, { bearer })).data.pending).toMatchObject({ approved: false });
    const { result, events: written } = await withEvents(() => call(cancelOwnRecovery, { bearer }));
    expect(result.data).toEqual({ cancelled: true });
    expect(written).toMatchObject([{ action: 'recovery.cancelled', reason: 'session' }]);
    expect((await call(getOwnRecovery, { bearer })).data).toEqual({ pending: null });
    expect((await call(cancelOwnRecovery, { bearer })).code).toBe('NOT_FOUND');
    expect((await lastMail(person.id, 'recovery_cancelled')).resetLink).toContain('/forgot-password');
  });

  it('from any notice, also the first after later ones, once', async () => {
    const { person, cancel, id } = await waiting();
    await db().recoveryRequest.update({ where: { id }, data: { lastNoticeAt: new Date(Date.now() - 25 * 3_600_000) } });
    await remindOwners();
    const later = tokenIn((await lastMail(person.id, 'recovery_waiting')).cancelLink);
    expect(later).not.toBe(cancel);
    expect(statuses(await callInParallel(10, cancelRecovery, () => ({ body: { token: cancel } })))).toEqual({ 200: 1, 400: 9 });
    expect((await call(cancelRecovery, { body: { token: later } })).code).toBe('INVALID_TOKEN');
  });

  it('by a completed password reset', async () => {
    const { person, id } = await waiting();
    await call(forgotPassword, { body: { email: person.email } });
    const token = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).status).toBe(200);
    expect(await db().recoveryRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('the notice', () => {
  it('goes to a confirmed phone as well, and to none that is not confirmed', async () => {
    const texts = async (userId: string) => (await queuedTexts(userId)).map(({ message }) => message.kind);
    for (const phoneVerifiedAt of [new Date(), null]) {
      const { person } = await withFactor();
      const key = await findDataKey(db(), person.id);
      if (!key) throw new Error('no key');
      const { phoneSealed = null } = sealPersonalData(key, person.id, { phone: newPhone() });
      await db().user.update({ where: { id: person.id }, data: { phoneSealed, phoneVerifiedAt } });
      await begin(person);
      await call(confirmRecovery, { body: { token: tokenIn((await lastMail(person.id, 'recovery_confirm')).link) } });
      expect(await texts(person.id)).toEqual(phoneVerifiedAt ? ['recovery_notice'] : []);
    }
  });
});

describe('the daily notice', () => {
  it('comes once a day while a recovery is open, also from two workers at once, and not after it ended', async () => {
    const { person, enrolment, id } = await waiting();
    const notices = async () => (await queuedMails(person.id)).filter(({ template }) => template === 'recovery_waiting').length;
    await remindOwners();
    expect(await notices()).toBe(1);
    const aDayAgo = () => db().recoveryRequest.update({ where: { id }, data: { lastNoticeAt: new Date(Date.now() - 24 * 3_600_000) } });
    await aDayAgo();
    await Promise.all([remindOwners(), remindOwners(), remindOwners()]);
    expect(await notices()).toBe(2);
    await aDayAgo();
    await call(cancelOwnRecovery, { bearer: enrolment.accessToken });
    await remindOwners();
    expect(await notices()).toBe(2);
  });
});

describe('the decision of an administrator', () => {
  const reason = 'Called back on the number in the staff list.';

  it('ends the waiting period, with a reason in the sealed part of the trail, and tells the owner', async () => {
    const { person, id } = await waiting();
    const admin = await makePerson({ role: 'admin' });
    const { accessToken: bearer } = await signIn(admin);
    const [listed] = (await call(listRecoveryRequests, { bearer })).data.filter((each: { id: string }) => each.id === id);
    expect(listed).toMatchObject({ user: { id: person.id, email: person.email }, approved_at: null, may_decide: true });
    const options = { bearer, params: { recovery_request_id: id }, body: { reason } };
    const { result, events: written } = await withEvents(() => call(approveRecovery, options));
    expect(result.data).toEqual({ approved: true });
    expect(written).toMatchObject([{ action: 'recovery.approved', actorId: admin.id, subjectId: person.id, changedFields: ['reason'] }]);
    expect(await everyRow()).not.toContain('staff list');
    expect((await lastMail(person.id, 'recovery_approved')).cancelLink).toContain('/recovery/cancel');
    expect((await call(approveRecovery, options)).code).toBe('CONFLICT');
    await begin(person);
    const token = tokenIn((await lastMail(person.id, 'recovery_complete')).link);
    expect((await call(completeRecovery, { body: { token } })).status).toBe(200);
    expect((await call(listRecoveryRequests, { bearer })).text).not.toContain(id);
  });

  it('refuses it, and no link of it works any more', async () => {
    const { person, id, cancel } = await waiting();
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const options = { bearer, params: { recovery_request_id: id }, body: { reason } };
    expect((await call(denyRecovery, options)).data).toEqual({ denied: true });
    expect((await call(denyRecovery, options)).code).toBe('NOT_FOUND');
    expect((await call(cancelRecovery, { body: { token: cancel } })).code).toBe('INVALID_TOKEN');
    expect((await queuedMails(person.id)).at(-1)).toMatchObject({ template: 'recovery_denied' });
  });

  it('is not theirs for an equal or higher rank, for themselves, without the permission, a reason or a fresh proof', async () => {
    const { id, enrolment } = await waiting('admin');
    const options = { params: { recovery_request_id: id }, body: { reason } };
    const equal = await signIn(await makePerson({ role: 'admin' }));
    const { result, events: written } = await withEvents(() => call(approveRecovery, { ...options, bearer: equal.accessToken }));
    expect([result.status, result.details.reason]).toEqual([403, 'rank']);
    expect(written).toMatchObject([{ action: 'permission.denied', reason: 'rank' }]);
    expect((await call(approveRecovery, { ...options, bearer: enrolment.accessToken })).details.reason).toBe('self');
    expect((await call(denyRecovery, { ...options, bearer: equal.accessToken })).status).toBe(403);
    const moderator = await signIn(await makePerson({ role: 'moderator' }));
    expect((await call(approveRecovery, { ...options, bearer: moderator.accessToken })).details.permission).toBe('admin.users.write');
    const higher = await signIn(await makePerson({ role: 'super_admin' }));
    expect((await call(approveRecovery, { ...options, bearer: higher.accessToken, body: { reason: ' ' } })).status).toBe(400);
    await makeStale(higher.sessionId);
    expect((await call(approveRecovery, { ...options, bearer: higher.accessToken })).code).toBe('STEP_UP_REQUIRED');
    expect((await db().recoveryRequest.findUniqueOrThrow({ where: { id } })).approvedAt).toBeNull();
    const fresh = await signIn(await makePerson({ role: 'super_admin' }));
    expect((await call(approveRecovery, { ...options, bearer: fresh.accessToken })).status).toBe(200);
  });

  it('of two who decide at once about one request, one does', async () => {
    const { id } = await waiting();
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const answers = await callInParallel(10, approveRecovery, () => ({ bearer, params: { recovery_request_id: id }, body: { reason } }));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 9 });
  });
});

it('somebody who knows only the address learns nothing and begins nothing', async () => {
  const { person } = await waiting();
  for (const email of [person.email, newEmail()]) {
    const answer = await call(login, { body: { email, password: 'wrong password' } });
    expect([answer.status, answer.text.includes('recover')]).toEqual([401, false]);
  }
});
