import { describe, expect, it } from 'vitest';
import {
  changePassword,
  forgotPassword,
  login,
  refresh,
  resetPassword,
  secureAccount,
  verifyEmail,
  verifyMagicLink,
} from '#lib/contracts/auth.ts';
import { getMe, secureMyAccount } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { issueOneTimeToken } from '#lib/one-time-tokens/one-time-token.ts';
import { call, callInParallel, cookieOf, statuses } from '#scripts/testing/api.ts';
import { enrol, openedChallenge, signInWithFactor, totpCode } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { addedPasskey, signInWithPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { events, rowCounts } from '#scripts/testing/rows.ts';
import { makePersonWithPhone } from '#scripts/testing/texts.ts';

const sessionName = '__Host-gatehouse-session';

/** The token of the "this wasn't me" link in a mail about a new device. */
async function mailedToken(person: Person): Promise<string> {
  await signInBrowser(person);
  await signInBrowser(person);
  return tokenIn((await lastMail(person.id, 'new_device')).link);
}

async function securedEvents(person: Person) {
  return events({ subjectId: person.id, action: 'user.secured' });
}

describe('POST /auth/secure-account', () => {
  it('ends every session and token, forgets every device, voids the password and every link, and mails the way back', async () => {
    const person = await makePerson();
    const token = await mailedToken(person);
    const [application, browser] = [await signIn(person), await signInBrowser(person)];
    await call(forgotPassword, { body: { email: person.email } });
    const olderReset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    const { status, data, cookies } = await call(secureAccount, { body: { token } });
    expect([status, data, cookies]).toEqual([200, { secured: true }, []]);

    expect((await call(getMe, { bearer: application.accessToken })).code).toBe('TOKEN_REVOKED');
    expect((await call(getMe, { cookie: browser.sessionCookie })).status).toBe(401);
    expect((await call(refresh, { body: { refresh_token: application.refreshToken } })).status).toBe(401);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).code).toBe('INVALID_CREDENTIALS');
    expect((await call(resetPassword, { body: { token: olderReset, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
    const where = { userId: person.id };
    expect([
      await db().knownDevice.count({ where }),
      await db().knownClient.count({ where }),
      await db().session.count({ where: { ...where, revokedAt: null } }),
    ]).toEqual([0, 0, 0]);
    expect(await securedEvents(person)).toMatchObject([{ result: 'success', reason: 'mail', actorId: null }]);

    const reset = tokenIn((await lastMail(person.id, 'account_secured')).link);
    expect((await call(resetPassword, { body: { token: reset, password: 'another long secret' } })).status).toBe(200);
    expect((await call(login, { body: { email: person.email, password: 'another long secret' } })).status).toBe(200);
  });

  it("takes the ways in of the last seven days away, which may be a stranger's, and leaves older ones", async () => {
    const person = await makePersonWithPhone();
    const [older, newer] = [await addedPasskey({ bearer: person.bearer }), await addedPasskey({ bearer: person.bearer })];
    const link = (subject: string, createdAt: Date) =>
      db().account.create({
        data: { id: uuidv7(), userId: person.id, type: 'oidc', provider: 'https://id.example.com', providerAccountId: subject, createdAt },
      });
    const longAgo = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
    await db().passkey.update({ where: { id: older.id }, data: { createdAt: longAgo } });
    const [olderLink] = [await link(`older-${person.id}`, longAgo), await link(`newer-${person.id}`, new Date())];
    expect((await call(secureAccount, { body: { token: await mailedToken(person) } })).status).toBe(200);
    const where = { userId: person.id };
    expect(await db().passkey.findMany({ where, select: { id: true } })).toEqual([{ id: older.id }]);
    expect(await db().account.findMany({ where, select: { id: true } })).toEqual([{ id: olderLink.id }]);
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).phoneIndex).toBeNull();
    expect((await signInWithPasskey(newer)).code).toBe('INVALID_CREDENTIALS');
    expect((await signInWithPasskey(older)).status).toBe(200);
    for (const action of ['passkey.removed', 'connection.removed', 'phone.removed'])
      expect(await events({ subjectId: person.id, action })).toMatchObject([{ reason: 'not_me' }]);
  });

  it('works once, also under 50 parallel tries, and ends the links of all other mails', async () => {
    const person = await makePerson();
    const [first, second] = [await mailedToken(person), await mailedToken(person)];
    const answers = await callInParallel(50, secureAccount, () => ({ body: { token: second } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect(await securedEvents(person)).toHaveLength(1);
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'account_secured')).toHaveLength(1);
    for (const token of [first, second]) expect((await call(secureAccount, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect(await events({ subjectId: person.id, action: 'not_me_link.failed' })).not.toHaveLength(0);
  });

  it('a newer mail leaves the link of an older one usable', async () => {
    const person = await makePerson();
    const token = await mailedToken(person);
    await mailedToken(person);
    expect((await call(secureAccount, { body: { token } })).status).toBe(200);
  });

  it('works from the mail about a changed password, which a thief changed, and from the one about a new factor', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const changed = { current_password: goodPassword, new_password: 'the password of a thief' };
    expect((await call(changePassword, { bearer, body: changed })).status).toBe(200);
    const token = tokenIn((await lastMail(person.id, 'password_changed')).notMeLink);
    expect((await call(secureAccount, { body: { token } })).status).toBe(200);
    expect((await call(login, { body: { email: person.email, password: 'the password of a thief' } })).code).toBe('INVALID_CREDENTIALS');

    const other = await makePerson();
    await enrol(other);
    const second = tokenIn((await lastMail(other.id, 'factor_enabled')).notMeLink);
    expect((await call(secureAccount, { body: { token: second } })).status).toBe(200);
  });

  it('ends after seven days', async () => {
    const person = await makePerson();
    const token = await mailedToken(person);
    const [row] = await db().oneTimeToken.findMany({ where: { userId: person.id, purpose: 'not_me' }, orderBy: { id: 'desc' } });
    expect((row?.expiresAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(7 * 86_400_000 - 60_000);
    await db().oneTimeToken.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await call(secureAccount, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect(await securedEvents(person)).toEqual([]);
  });

  it('takes no link of another purpose, and its own link is no other link', async () => {
    const person = await makePerson();
    const token = await mailedToken(person);
    await call(forgotPassword, { body: { email: person.email } });
    const reset = tokenIn((await lastMail(person.id, 'password_reset')).link);
    expect((await call(secureAccount, { body: { token: reset } })).code).toBe('INVALID_TOKEN');
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyEmail, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyMagicLink, { body: { token } })).code).toBe('INVALID_TOKEN');
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });

  it("leaves the owner's other ways back: the links that take a change of address back or a recovery", async () => {
    const person = await makePerson();
    const token = await mailedToken(person);
    await inTransaction(async (transaction) => {
      for (const purpose of ['email_revert', 'recovery_cancel', 'email_change', 'recovery_request', 'sign_in'] as const)
        await issueOneTimeToken(transaction, { purpose, userId: person.id });
    });
    await call(secureAccount, { body: { token } });
    const left = await db().oneTimeToken.findMany({
      where: { userId: person.id, consumedAt: null, voidedAt: null },
      orderBy: { id: 'asc' },
    });
    expect(left.map(({ purpose }) => purpose)).toEqual(['email_revert', 'recovery_cancel', 'password_reset']);
  });

  it("takes the session cookie of the owner's own browser away, and of nobody else's", async () => {
    const [person, other] = [await makePerson(), await makePerson()];
    const token = await mailedToken(person);
    const foreign = await signInBrowser(other);
    const answer = await call(secureAccount, { body: { token }, cookie: foreign.sessionCookie });
    expect([answer.status, answer.cookies]).toEqual([200, []]);
    expect((await call(getMe, { cookie: foreign.sessionCookie })).status).toBe(200);
    const own = await signInBrowser(other);
    const otherToken = await mailedToken(other);
    expect(cookieOf(await call(secureAccount, { body: { token: otherToken }, cookie: own.sessionCookie }), sessionName)).toBe(
      `${sessionName}=`,
    );
  });
});

describe('POST /users/me/secure-account', () => {
  it('ends the session it came with too, tells the owner, and gives whoever did it nothing to go on with', async () => {
    const person = await makePerson();
    const [thief, owner] = [await signInBrowser(person), await signIn(person)];
    const answer = await call(secureMyAccount, { cookie: thief.sessionCookie, body: {} });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/token|secret/);
    expect(cookieOf(answer, sessionName)).toBe(`${sessionName}=`);
    for (const identity of [{ cookie: thief.sessionCookie }, { bearer: owner.accessToken }]) {
      expect((await call(getMe, identity)).status).toBe(401);
      expect((await call(secureMyAccount, { ...identity, body: {} })).status).toBe(401);
    }
    expect(await securedEvents(person)).toMatchObject([{ reason: 'session', actorId: person.id }]);
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'account_secured')).toHaveLength(1);
  });

  it('mails the way back although strangers used up the mails of this hour', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    for (let round = 0; round < 5; round += 1) await call(forgotPassword, { body: { email: person.email } });
    await call(secureMyAccount, { bearer, body: {} });
    const token = tokenIn((await lastMail(person.id, 'account_secured')).link);
    expect((await call(resetPassword, { body: { token, password: 'another long secret' } })).status).toBe(200);
  });

  it('leaves the second factor on, and ends open challenges and trusted browsers', async () => {
    const person = await makePerson();
    const { secret, accessToken: bearer } = await enrol(person);
    const trusting = await signInWithFactor(person, { code: totpCode(secret), trust_device: true });
    const trusted = trusting.cookies.find((line) => line.startsWith('__Host-gatehouse-trusted='))?.split(';')[0] ?? '';
    await openedChallenge(person);
    await call(secureMyAccount, { bearer, body: {} });
    expect(await db().signInChallenge.count({ where: { userId: person.id, consumedAt: null } })).toBe(0);
    expect(await db().trustedDevice.count({ where: { userId: person.id } })).toBe(0);
    const token = tokenIn((await lastMail(person.id, 'account_secured')).link);
    await call(resetPassword, { body: { token, password: 'another long secret' } });
    const answer = await call(login, { cookie: trusted, body: { email: person.email, password: 'another long secret' } });
    expect([answer.status, answer.data.status]).toEqual([202, 'second_factor_required']);
  });

  it('is refused from another site, and then nothing is written', async () => {
    const { sessionCookie } = await signInBrowser(await makePerson());
    const before = await rowCounts();
    const answer = await call(secureMyAccount, { cookie: sessionCookie, body: {}, headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
    expect(await rowCounts()).toEqual(before);
  });
});
