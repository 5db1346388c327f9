import { beforeEach, describe, expect, it } from 'vitest';
import { changePassword, forgotPassword, login, register, requestMagicLink, resetPassword, verifyMagicLink } from '#lib/contracts/auth.ts';
import {
  cancelEmailChange,
  changeEmail,
  confirmEmailChange,
  confirmEmailCode,
  getEmail,
  revertEmailChange,
} from '#lib/contracts/change-email.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { awayFromWindowEnd, call, callInParallel, masked, statuses } from '#scripts/testing/api.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, recipients, tokenIn } from '#scripts/testing/mails.ts';
import { addedPasskey, signInWithPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, newEmail, signIn, signInBrowser, userIdOf } from '#scripts/testing/people.ts';
import { events, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { findAccountByEmail } from './find-user.ts';

beforeEach(() => awayFromWindowEnd(3600));

async function signedIn() {
  const person = await makePerson();
  const { accessToken: bearer, sessionId } = await signIn(person);
  return { person, bearer, sessionId };
}

/** Somebody whose change waits for its confirmation. */
async function waiting(email = newEmail()) {
  const { person, bearer, sessionId } = await signedIn();
  expect((await call(changeEmail, { bearer, body: { email } })).status).toBe(202);
  const mail = await lastMail(person.id, 'email_change');
  return { person, bearer, sessionId, email, code: mail.code, token: tokenIn(mail.link) };
}

/** Somebody whose address was changed, perhaps by somebody else. */
async function changed() {
  const state = await waiting();
  expect((await call(confirmEmailChange, { body: { token: state.token } })).status).toBe(200);
  const revert = tokenIn((await lastMail(state.person.id, 'email_changed')).revertLink);
  return { ...state, revert };
}

const signInAs = (email: string, password = goodPassword) => call(login, { body: { email, password } });

describe('asking for another address', () => {
  it('mails a code and a link to the new one and changes nothing yet', async () => {
    const { person, bearer } = await signedIn();
    const email = newEmail();
    const { result, events: written } = await withEvents(() => call(changeEmail, { bearer, body: { email: email.toUpperCase() } }));
    expect([result.status, result.data]).toEqual([202, { status: 'confirmation_required' }]);
    expect(written).toMatchObject([{ action: 'email_change.requested', subjectId: person.id, actorId: person.id }]);
    expect(await recipients(person.id)).toEqual([email]);
    expect((await call(getEmail, { bearer })).data).toEqual({
      email: person.email,
      email_verified: true,
      pending: { email, requested_at: expect.any(String), expires_at: expect.any(String) },
    });
    expect((await signInAs(email)).status).toBe(401);
    expect((await signInAs(person.email)).status).toBe(200);
    expect(await everyRow()).not.toContain(email);
  });

  it('answers the same for an address that is taken; its owner is told, the asker gets nothing', async () => {
    const owner = await makePerson();
    const { person, bearer } = await signedIn();
    const free = await call(changeEmail, { bearer, body: { email: newEmail() } });
    const before = await queuedMails(person.id);
    const taken = await call(changeEmail, { bearer, body: { email: owner.email } });
    expect([taken.status, masked(taken)]).toEqual([free.status, masked(free)]);
    expect(await queuedMails(person.id)).toEqual(before);
    expect((await queuedMails(owner.id)).map(({ template }) => template)).toEqual(['email_change_taken']);
    expect(JSON.stringify(await queuedMails(owner.id))).not.toContain('token');
    expect((await call(getEmail, { bearer })).data.pending.email).toBe(owner.email);
  });

  it('refuses the address somebody has already, and needs a fresh proof', async () => {
    const { person, bearer, sessionId } = await signedIn();
    const same = await call(changeEmail, { bearer, body: { email: ` ${person.email.toUpperCase()}` } });
    expect([same.status, same.fields]).toMatchObject([400, [{ path: 'email', code: 'same' }]]);
    await db().session.update({ where: { id: sessionId }, data: { stepUpAt: null } });
    expect((await call(changeEmail, { bearer, body: { email: newEmail() } })).code).toBe('STEP_UP_REQUIRED');
  });

  it('makes an earlier request void', async () => {
    const first = await waiting();
    expect((await call(changeEmail, { bearer: first.bearer, body: { email: newEmail() } })).status).toBe(202);
    expect((await call(confirmEmailChange, { body: { token: first.token } })).code).toBe('INVALID_TOKEN');
    expect((await call(confirmEmailCode, { bearer: first.bearer, body: { code: first.code } })).code).toBe('INVALID_CODE');
  });

  it('writes to one address at most three times an hour, and answers the same beyond that', async () => {
    const { person, bearer } = await signedIn();
    const email = newEmail();
    for (let time = 0; time < 5; time += 1) expect((await call(changeEmail, { bearer, body: { email } })).status).toBe(202);
    expect(await recipients(person.id)).toEqual([email, email, email]);
  });

  it('can be cancelled, once; code and link stop working', async () => {
    const { bearer, token, code, person } = await waiting();
    expect((await call(cancelEmailChange, { bearer })).data).toEqual({ cancelled: true });
    expect((await call(cancelEmailChange, { bearer })).code).toBe('NOT_FOUND');
    expect((await call(getEmail, { bearer })).data.pending).toBeNull();
    expect((await call(confirmEmailChange, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(confirmEmailCode, { bearer, body: { code } })).code).toBe('INVALID_CODE');
    expect((await events({ subjectId: person.id, action: 'email_change.cancelled' })).length).toBe(1);
  });

  it('is cancelled by a completed password reset, and not by somebody else', async () => {
    const { person, token, bearer } = await waiting();
    expect((await call(cancelEmailChange, { bearer: (await signedIn()).bearer })).code).toBe('NOT_FOUND');
    await call(forgotPassword, { body: { email: person.email } });
    const reset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await call(resetPassword, { body: { token: reset, password: 'another long secret' } })).status).toBe(200);
    expect((await call(confirmEmailChange, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(getMe, { bearer })).status).toBe(401);
    expect(await db().emailChange.count({ where: { userId: person.id, cancelledAt: null } })).toBe(0);
  });
});

describe('confirming the new address', () => {
  it.each(['link', 'code'] as const)('by %s: it counts with all that hangs on it, the old one no longer, and is told', async (kind) => {
    const { person, bearer, email, token, code } = await waiting();
    const before = await db().user.findUniqueOrThrow({ where: { id: person.id } });
    const { result, events: written } = await withEvents(() =>
      kind === 'link' ? call(confirmEmailChange, { body: { token } }) : call(confirmEmailCode, { bearer, body: { code } }),
    );
    expect([result.status, result.data]).toEqual([200, { email_changed: true }]);
    expect(written.map(({ action }) => action)).toEqual(['user.email_changed']);
    expect((await call(getMe, { bearer })).data).toMatchObject({ email, email_verified: true });
    expect(await userIdOf(email)).toBe(person.id);
    expect(await findAccountByEmail(defaultPool, person.email)).toBeNull();
    const after = await db().user.findUniqueOrThrow({ where: { id: person.id } });
    expect(after.searchTokens).not.toEqual(before.searchTokens);
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
    expect((await recipients(person.id)).at(-1)).toBe(person.email);
    expect((await lastMail(person.id, 'email_changed')).revertLink).toContain('/revert-email?token=');
    expect((await signInAs(email)).status).toBe(200);
    expect((await signInAs(person.email)).status).toBe(401);
    expect(await everyRow()).not.toContain(email);
  });

  it('the sessions stay, and what was mailed to the old address opens nothing any more', async () => {
    const { person, bearer, token } = await waiting();
    await call(requestMagicLink, { body: { email: person.email } });
    await call(forgotPassword, { body: { email: person.email } });
    const magic = tokenIn((await lastMail(person.id, 'sign_in')).link);
    const reset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    await call(confirmEmailChange, { body: { token } });
    expect((await call(getMe, { bearer })).status).toBe(200);
    expect((await call(verifyMagicLink, { body: { token: magic } })).code).toBe('INVALID_TOKEN');
    expect((await call(resetPassword, { body: { token: reset, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
  });

  it('works once, also under 50 parallel tries by link and code', async () => {
    const { bearer, token, code, person } = await waiting();
    const tries = await Promise.all([
      callInParallel(47, confirmEmailChange, () => ({ body: { token } })),
      callInParallel(3, confirmEmailCode, () => ({ bearer, body: { code } })),
    ]);
    expect(statuses(tries.flat())).toEqual({ 200: 1, 400: 49 });
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'email_changed').length).toBe(1);
  });

  it('of several accounts that confirm the same address at once, one gets it', async () => {
    const email = newEmail();
    const people = [await waiting(email), await waiting(email), await waiting(email)];
    const answers = await Promise.all(people.map(({ token }) => call(confirmEmailChange, { body: { token } })));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 2 });
    const winner = people[answers.findIndex(({ status }) => status === 200)];
    expect(await userIdOf(email)).toBe(winner?.person.id);
    for (const { person } of people) if (person !== winner?.person) expect(await userIdOf(person.email)).toBe(person.id);
  });

  it('an account that nobody confirmed gives way, one that was confirmed does not', async () => {
    const { email, token, person } = await waiting();
    await call(register, { body: { email, password: 'somebody elses secret', accept_terms: true } });
    const squatter = await userIdOf(email);
    expect((await call(confirmEmailChange, { body: { token } })).status).toBe(200);
    expect(await userIdOf(email)).toBe(person.id);
    expect(await db().user.count({ where: { id: squatter } })).toBe(0);
    expect(await db().dataKey.count({ where: { subjectId: squatter } })).toBe(0);
    expect((await events({ subjectId: squatter, action: 'user.removed' })).length).toBe(1);

    const other = await waiting();
    await call(register, { body: { email: other.email, password: 'somebody elses secret', accept_terms: true } });
    await db().user.update({ where: { id: await userIdOf(other.email) }, data: { status: 'active', emailVerifiedAt: new Date() } });
    expect((await call(confirmEmailChange, { body: { token: other.token } })).code).toBe('CONFLICT');
    expect(await userIdOf(other.person.email)).toBe(other.person.id);
  });

  it('refuses an unknown, an expired and another kind of token, and a code of somebody else, and records it', async () => {
    const { token, code, person } = await waiting();
    const { bearer } = await signedIn();
    const before = await rowCounts();
    const { events: written } = await withEvents(async () => {
      expect((await call(confirmEmailChange, { body: { token: 'a'.repeat(43) } })).code).toBe('INVALID_TOKEN');
      expect((await call(confirmEmailCode, { bearer, body: { code } })).code).toBe('INVALID_CODE');
      expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
      expect((await call(revertEmailChange, { body: { token } })).code).toBe('INVALID_TOKEN');
      await db().oneTimeToken.updateMany({ where: { userId: person.id, purpose: 'email_change' }, data: { expiresAt: new Date() } });
      expect((await call(confirmEmailChange, { body: { token } })).code).toBe('INVALID_TOKEN');
    });
    expect(written.map(({ action }) => action)).toEqual([
      'email_change.failed',
      'email_change.failed',
      'password_reset.failed',
      'email_change.failed',
      'email_change.failed',
    ]);
    const { 'public.audit_event': _, ...rest } = before;
    expect(await rowCounts()).toMatchObject(
      Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('audit_partitions'))),
    );
  });

  it('a code has five tries', async () => {
    const { bearer, code } = await waiting();
    const wrong = code === '000000' ? '000001' : '000000';
    for (let time = 0; time < 5; time += 1)
      expect((await call(confirmEmailCode, { bearer, body: { code: wrong } })).code).toBe('INVALID_CODE');
    expect((await call(confirmEmailCode, { bearer, body: { code } })).code).toBe('INVALID_CODE');
  });
});

describe('taking a change back', () => {
  it('restores the address, ends everything that is signed in or pending, and starts a reset', async () => {
    const { person, bearer, email, revert } = await changed();
    const browser = await signInBrowser({ email });
    await call(requestMagicLink, { body: { email } });
    const magic = tokenIn((await lastMail(person.id, 'sign_in')).link);
    await call(changeEmail, { bearer, body: { email: newEmail() } });
    const pending = tokenIn((await lastMail(person.id, 'email_change')).link);
    const { result, events: written } = await withEvents(() => call(revertEmailChange, { body: { token: revert } }));
    expect([result.status, result.data]).toEqual([200, { email_reverted: true }]);
    expect(written.map(({ action }) => action)).toEqual(['user.email_reverted']);
    expect(await userIdOf(person.email)).toBe(person.id);
    expect(await findAccountByEmail(defaultPool, email)).toBeNull();
    expect((await call(getMe, { bearer })).status).toBe(401);
    expect((await call(getMe, { cookie: browser.sessionCookie })).status).toBe(401);
    expect((await call(verifyMagicLink, { body: { token: magic } })).code).toBe('INVALID_TOKEN');
    expect((await call(confirmEmailChange, { body: { token: pending } })).code).toBe('INVALID_TOKEN');
    // Whoever changed the address may know the password: it opens nothing, until the owner has chosen another one.
    expect((await signInAs(person.email)).status).toBe(401);
    const reset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await recipients(person.id)).at(-1)).toBeNull();
    expect((await call(resetPassword, { body: { token: reset, password: 'another long secret' } })).status).toBe(200);
    expect((await signInAs(person.email, 'another long secret')).status).toBe(200);
  });

  it("takes along the passkeys that were added lately: one may be a stranger's", async () => {
    const { person, bearer, revert } = await changed();
    const passkey = await addedPasskey({ bearer });
    expect((await call(revertEmailChange, { body: { token: revert } })).status).toBe(200);
    expect((await signInWithPasskey(passkey)).code).toBe('INVALID_CREDENTIALS');
    expect(await events({ subjectId: person.id, action: 'passkey.removed' })).toMatchObject([{ reason: 'email_reverted' }]);
  });

  it('works once, also under 50 parallel tries, and for seven days', async () => {
    const { revert, person } = await changed();
    expect(statuses(await callInParallel(50, revertEmailChange, () => ({ body: { token: revert } })))).toEqual({ 200: 1, 400: 49 });
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'password_reset').length).toBe(1);
    const other = await changed();
    const { expiresAt } = await db().oneTimeToken.findFirstOrThrow({ where: { userId: other.person.id, purpose: 'email_revert' } });
    expect(Math.round((expiresAt.getTime() - Date.now()) / 3_600_000)).toBe(168);
    await db().oneTimeToken.updateMany({ where: { userId: other.person.id }, data: { expiresAt: new Date() } });
    expect((await call(revertEmailChange, { body: { token: other.revert } })).code).toBe('INVALID_TOKEN');
  });

  it('is not taken away by whoever holds the new mailbox: a reset, a new password and another change leave it', async () => {
    const { person, bearer, email, revert } = await changed();
    const third = newEmail();
    await call(changeEmail, { bearer, body: { email: third } });
    await call(confirmEmailChange, { body: { token: tokenIn((await lastMail(person.id, 'email_change')).link) } });
    const laterRevert = tokenIn((await lastMail(person.id, 'email_changed')).revertLink);
    expect(laterRevert).not.toBe(revert);
    await call(changePassword, { bearer, body: { current_password: goodPassword, new_password: 'the thief chose this' } });
    await call(forgotPassword, { body: { email: third } });
    const reset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await call(resetPassword, { body: { token: reset, password: 'the thief chose that' } })).status).toBe(200);
    expect((await call(revertEmailChange, { body: { token: revert } })).status).toBe(200);
    expect(await userIdOf(person.email)).toBe(person.id);
    // The link that the mailbox in between got would hand the account over again.
    expect((await call(revertEmailChange, { body: { token: laterRevert } })).code).toBe('INVALID_TOKEN');
    expect(await findAccountByEmail(defaultPool, email)).toBeNull();
  });

  it('is not blocked by somebody who registers the old address meanwhile', async () => {
    const { person, revert } = await changed();
    await call(register, { body: { email: person.email, password: 'somebody elses secret', accept_terms: true } });
    expect((await call(revertEmailChange, { body: { token: revert } })).status).toBe(200);
    expect(await userIdOf(person.email)).toBe(person.id);
  });

  it('leaves the second factor', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await enrol(person);
    await call(changeEmail, { bearer, body: { email: newEmail() } });
    await call(confirmEmailChange, { body: { token: tokenIn((await lastMail(person.id, 'email_change')).link) } });
    await call(revertEmailChange, { body: { token: tokenIn((await lastMail(person.id, 'email_changed')).revertLink) } });
    expect(await db().factor.count({ where: { userId: person.id, confirmedAt: { not: null } } })).toBe(1);
  });
});
