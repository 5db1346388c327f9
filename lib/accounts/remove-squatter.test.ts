import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgotPassword, login, register, requestMagicLink, resetPassword, verifyEmail } from '#lib/contracts/auth.ts';
import { listSessions } from '#lib/contracts/sessions.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { phoneIndex } from '#lib/crypto/blind-index.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { seal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { factorContext } from '#lib/factors/verify-factor.ts';
import { linkKey } from '#lib/linked-accounts/provider-identity.ts';
import { issueOneTimeToken } from '#lib/one-time-tokens/one-time-token.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { awayFromWindowEnd, call, origin } from '#scripts/testing/api.ts';
import { lastMail, tokenIn } from '#scripts/testing/mails.ts';
import { newEmail } from '#scripts/testing/people.ts';
import { ProviderBrowser } from '#scripts/testing/provider-browser.ts';
import { events } from '#scripts/testing/rows.ts';
import { type OidcProvider, startOidcProvider } from '../../e2e/oidc/provider.ts';
import { findAccountByEmail, findAccountById } from './find-user.ts';
import { sealPersonalData } from './personal-data.ts';

const squatterPassword = 'seven borrowed ladders';
const ownerPassword = 'eleven honest lanterns';

let acme: OidcProvider;

beforeAll(async () => {
  acme = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/acme`] });
  Object.assign(process.env, acme.environment('ACME'));
});
beforeEach(() => awayFromWindowEnd(3600));
afterAll(() => acme?.close());

type Squat = { id: string; email: string; cookie: string; subject: string };

/** Somebody registers another person's address and puts every kind of credential on the account, one way or another. */
async function squat(): Promise<Squat> {
  const email = newEmail();
  const answer = await call(register, {
    body: { email, password: squatterPassword, username: `sq-${randomToken().slice(0, 8).replace(/[_-]/g, 'x')}`, accept_terms: true },
  });
  expect(answer.status).toBe(202);
  const account = await findAccountByEmail(defaultPool, email);
  if (!account) throw new Error('There is no such account.');
  const { id, dataKey } = account;
  const [cookie, subject, factorId] = [randomToken(), randomToken(), uuidv7()];
  const expiresAt = secondsFromNow(3600);
  const phone = `+49170${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
  await db().session.create({
    data: { id: uuidv7(), userId: id, kind: 'browser', tokenHash: sha256(cookie), method: 'password', expiresAt, stepUpAt: new Date() },
  });
  await db().account.create({
    data: { id: uuidv7(), userId: id, type: 'oidc', ...(await linkKey({ issuer: acme.issuer, subject })) },
  });
  await db().passkey.create({
    data: {
      id: uuidv7(),
      userId: id,
      credentialId: randomToken(),
      publicKey: new Uint8Array(8),
      aaguid: uuidv7(),
      backupEligible: false,
      backedUp: false,
      nameSealed: new Uint8Array(8),
    },
  });
  await db().factor.create({
    data: {
      id: factorId,
      userId: id,
      method: 'totp',
      secretSealed: seal(dataKey, 'JBSWY3DPEHPK3PXP', factorContext(factorId)),
      confirmedAt: new Date(),
    },
  });
  await db().backupCode.create({ data: { id: uuidv7(), userId: id, slot: 0, codeHash: 'x' } });
  await db().trustedDevice.create({
    data: { id: uuidv7(), userId: id, tokenHash: sha256(randomToken()), clientSealed: new Uint8Array(8), expiresAt },
  });
  await db().knownDevice.create({ data: { id: uuidv7(), userId: id, tokenHash: sha256(randomToken()) } });
  await db().signInChallenge.create({
    data: {
      id: uuidv7(),
      userId: id,
      tokenHash: sha256(randomToken()),
      method: 'password',
      amr: [],
      kind: 'browser',
      remember: false,
      expiresAt,
    },
  });
  await inTransaction((transaction) => issueOneTimeToken(transaction, { purpose: 'step_up', userId: id }));
  await db().user.update({
    where: { id },
    data: { ...sealPersonalData(dataKey, id, { phone }), phoneIndex: await phoneIndex(phone), phoneVerifiedAt: new Date() },
  });
  return { id, email, cookie, subject };
}

async function verificationToken(id: string): Promise<string> {
  return tokenIn((await lastMail(id, 'verify_email')).link);
}

/** Every way in which the mailbox's owner can prove the address, and whether it shows that the password is not theirs. */
const proofs: Record<string, { keepsPassword?: true; prove: (squatted: Squat) => Promise<void> }> = {
  'the link of the registration': {
    keepsPassword: true,
    async prove({ id }) {
      const answer = await call(verifyEmail, { body: { token: await verificationToken(id) } });
      expect([answer.status, answer.data.password_reset_required]).toEqual([200, false]);
    },
  },
  'the code, after registering with a password of their own': {
    async prove({ id, email }) {
      await call(register, { body: { email, password: ownerPassword, accept_terms: true } });
      const { code } = await lastMail(id, 'verify_email');
      const answer = await call(verifyEmail, { body: { email, code } });
      expect([answer.status, answer.data.password_reset_required]).toEqual([200, true]);
    },
  },
  'a mail to sign in with': {
    async prove({ id, email }) {
      await call(requestMagicLink, { body: { email } });
      const answer = await call(verifyEmail, { body: { token: await verificationToken(id) } });
      expect([answer.status, answer.data.password_reset_required]).toEqual([200, true]);
    },
  },
  'a link to choose a password': {
    async prove({ id, email }) {
      await call(forgotPassword, { body: { email } });
      const token = tokenIn((await lastMail(id, 'password_reset')).link);
      expect((await call(resetPassword, { body: { token, password: ownerPassword } })).status).toBe(200);
      expect((await call(login, { body: { email, password: ownerPassword } })).status).toBe(200);
    },
  },
  'a provider that confirms the address': {
    async prove({ id, email }) {
      acme.signInAs({ sub: randomToken(), claims: { email, email_verified: true, name: 'Vera Victim' } });
      const browser = new ProviderBrowser();
      expect((await browser.signInAt(acme)).headers.get('location')).toBe(`${origin}/dashboard`);
      const me = (await browser.call(updateMe, { body: { locale: 'en' } })).data;
      expect(me).toMatchObject({ id, email, email_verified: true, name: 'Vera Victim', username: null, phone: null });
      expect(await lastMail(id, 'connection_added')).toMatchObject({ provider: 'Acme' });
    },
  },
};

describe.each(Object.entries(proofs))('who proves the address by %s', (way, { prove, keepsPassword }) => {
  it('gets the account without anything that a stranger put on it', async () => {
    const squatted = await squat();
    const { id, email, cookie, subject } = squatted;
    await prove(squatted);
    const account = await findAccountById(id);
    expect(account).toMatchObject({ status: 'active', registrationContested: false, hasSecondFactor: false });
    expect(account?.emailVerifiedAt).not.toBeNull();

    const signIn = await call(login, { body: { email, password: squatterPassword } });
    expect([way, signIn.status]).toEqual([way, keepsPassword ? 200 : 401]);
    expect((await call(listSessions, { cookie: `__Host-gatehouse-session=${cookie}` })).status).toBe(401);
    expect(await db().session.count({ where: { userId: id, revokedReason: 'address_proved' } })).toBe(1);
    const identity = await linkKey({ issuer: acme.issuer, subject });
    expect(await db().account.count({ where: identity })).toBe(0);
    const where = { userId: id };
    for (const count of [
      db().passkey.count({ where }),
      db().factor.count({ where }),
      db().backupCode.count({ where }),
      db().trustedDevice.count({ where }),
      db().signInChallenge.count({ where: { ...where, consumedAt: null } }),
      // Of these two there are new ones, and they went to the mailbox.
      db().oneTimeToken.count({ where: { ...where, consumedAt: null, voidedAt: null, purpose: { notIn: ['password_reset', 'not_me'] } } }),
      db().user.count({
        where: { id, OR: [{ phoneSealed: { not: null } }, { phoneIndex: { not: null } }, { phoneVerifiedAt: { not: null } }] },
      }),
    ])
      expect(await count).toBe(0);
    expect(await events({ subjectId: id, action: 'credentials.removed' })).toMatchObject([{ result: 'success', reason: 'address_proved' }]);
  });
});

it('the stranger’s identity at a provider opens nothing afterwards', async () => {
  const { id, email, subject } = await squat();
  await call(verifyEmail, { body: { token: await verificationToken(id) } });
  acme.signInAs({ sub: subject, claims: { email: newEmail(), email_verified: true } });
  const browser = new ProviderBrowser();
  await browser.signInAt(acme);
  expect((await browser.call(updateMe, { body: { locale: 'en' } })).data.id).not.toBe(id);
  expect((await findAccountByEmail(defaultPool, email))?.id).toBe(id);
});

it('somebody who registered once, and confirms, keeps the password, and nothing is written about strangers', async () => {
  const email = newEmail();
  await call(register, { body: { email, password: ownerPassword, accept_terms: true } });
  const id = (await findAccountByEmail(defaultPool, email))?.id ?? '';
  await call(verifyEmail, { body: { token: await verificationToken(id) } });
  expect((await call(login, { body: { email, password: ownerPassword } })).status).toBe(200);
  expect(await events({ subjectId: id, action: 'credentials.removed' })).toEqual([]);
});

it('a confirmed account loses nothing when its address is proved again', async () => {
  const { id, email } = await squat();
  await call(verifyEmail, { body: { token: await verificationToken(id) } });
  expect((await call(login, { body: { email, password: squatterPassword } })).status).toBe(200);
  const token = await inTransaction((transaction) => issueOneTimeToken(transaction, { purpose: 'email_verification', userId: id }));
  await call(verifyEmail, { body: { token } });
  expect(await db().session.count({ where: { userId: id, revokedAt: null } })).toBe(1);
});

it('of 10 callbacks of a provider at once one claims the account, and all lead to it', async () => {
  const { id, email } = await squat();
  acme.signInAs({ sub: randomToken(), claims: { email, email_verified: true } });
  const walks = [];
  for (let index = 0; index < 10; index += 1) {
    const browser = new ProviderBrowser();
    walks.push({ browser, address: await acme.walk((await browser.start()).headers.get('location') ?? '') });
  }
  const answers = await Promise.all(walks.map(({ browser, address }) => browser.open(address)));
  expect(answers.map((answer) => answer.headers.get('location'))).toEqual(walks.map(() => `${origin}/dashboard`));
  expect(await db().account.count({ where: { userId: id } })).toBe(1);
  expect(await events({ subjectId: id, action: 'user.email_verified' })).toHaveLength(1);
});
