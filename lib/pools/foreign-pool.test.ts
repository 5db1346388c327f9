import { beforeAll, describe, expect, it } from 'vitest';
import { findAccountByEmail } from '#lib/accounts/find-user.ts';
import { systemCaller } from '#lib/audit/caller.ts';
import {
  forgotPassword,
  login,
  register,
  requestMagicLink,
  requestOtp,
  resendVerification,
  resetPassword,
  verifyEmail,
  verifyMagicLink,
  verifyOtp,
} from '#lib/contracts/auth.ts';
import { changeEmail, confirmEmailCode } from '#lib/contracts/change-email.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { acceptOwnInvitation, createInvitation, listOwnInvitations } from '#lib/contracts/organization-invitations.ts';
import { addMember } from '#lib/contracts/organization-members.ts';
import { createOrganization } from '#lib/contracts/organizations.ts';
import { startPasskeySignIn, verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { judgeIdentity } from '#lib/linked-accounts/judge-identity.ts';
import type { ProviderIdentity } from '#lib/linked-accounts/provider-identity.ts';
import { registerIdentity } from '#lib/linked-accounts/register-identity.ts';
import { type ApiAnswer, call, callInParallel, masked, statuses } from '#scripts/testing/api.ts';
import { allQueuedMails, lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { addedPasskey, assertWith, type SoftPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn, userIdOf } from '#scripts/testing/people.ts';
import { about, makePool } from '#scripts/testing/pools.ts';
import { lastTextCode, makePersonWithPhone, newPhone, type PersonWithPhone, queuedTexts } from '#scripts/testing/texts.ts';
import { defaultPool } from './pool-name.ts';

const theirs = { password: 'six quiet harbours' };
let staff = '';
/** Somebody of the default pool with every way in, and somebody there who has not confirmed their address. */
let owner: PersonWithPhone;
let passkey: SoftPasskey;
let pending: Person;

beforeAll(async () => {
  staff = await makePool();
  owner = await makePersonWithPhone();
  passkey = await addedPasskey({ bearer: owner.bearer });
  pending = await makePerson({ verified: false });
});

/** What is typed to name somebody. */
type Names = { email: string; username: string; phone: string; pendingEmail: string };
const unknown = (): Names => ({ email: newEmail(), username: 'nobody-here', phone: newPhone(), pendingEmail: newEmail() });
const known = (): Names => ({ email: owner.email, username: owner.username, phone: owner.phone, pendingEmail: pending.email });

/** Asks in the default pool for what is mailed or sent, and answers the request that would use it. */
async function mailed(field: 'link' | 'code') {
  await call(requestMagicLink, { body: { email: owner.email } });
  const mail = await lastMail(owner.id, 'sign_in');
  return field === 'code' ? mail.code : tokenIn(mail.link);
}

type Method = { contract: Endpoint; works: number; body: (names: Names) => Promise<object> | object };

/** Every endpoint that looks somebody up by what was typed or held. */
const methods: Record<string, Method> = {
  'password, by address': { contract: login, works: 200, body: ({ email }) => ({ email, password: goodPassword }) },
  'password, by username': { contract: login, works: 200, body: ({ username }) => ({ username, password: goodPassword }) },
  'asking for a sign-in mail': { contract: requestMagicLink, works: 202, body: ({ email }) => ({ email }) },
  'the code of a sign-in mail': {
    contract: verifyMagicLink,
    works: 200,
    body: async ({ email }) => ({ email, code: await mailed('code') }),
  },
  'asking for a text message': { contract: requestOtp, works: 202, body: ({ phone }) => ({ phone }) },
  'the code of a text message': {
    contract: verifyOtp,
    works: 200,
    body: async ({ phone }) => {
      await call(requestOtp, { body: { phone: owner.phone } });
      return { phone, code: await lastTextCode(owner.id, 'sign_in') };
    },
  },
  'a forgotten password': { contract: forgotPassword, works: 202, body: ({ email }) => ({ email }) },
  'asking to confirm again': { contract: resendVerification, works: 202, body: ({ pendingEmail }) => ({ email: pendingEmail }) },
  'the code that confirms an address': {
    contract: verifyEmail,
    works: 200,
    body: async ({ pendingEmail }) => {
      await call(resendVerification, { body: { email: pending.email } });
      return { email: pendingEmail, code: (await lastMail(pending.id, 'verify_email')).code };
    },
  },
  'options of a passkey, by address': { contract: startPasskeySignIn, works: 200, body: ({ email }) => ({ email }) },
};

async function reached(): Promise<[number, number, number, number]> {
  return [
    (await allQueuedMails(owner.id)).length + (await queuedMails(pending.id)).length,
    (await queuedTexts(owner.id)).length,
    await db().session.count({ where: { userId: { in: [owner.id, pending.id] } } }),
    await db().oneTimeToken.count({ where: { userId: { in: [owner.id, pending.id] }, consumedAt: { not: null } } }),
  ];
}

const comparable = (answer: ApiAnswer) => masked(answer).replace(/"challenge":"[^"]+"/, '');

describe.each(Object.entries(methods))('%s', (_, { contract, works, body }) => {
  it('answers in a foreign pool as for somebody unknown, and does nothing to the account', async () => {
    const mine = await body(known());
    const before = await reached();
    const foreign = await call(contract, { body: mine, ...about(staff) });
    const stranger = await call(contract, { body: { ...mine, ...(await sameShape(mine)) }, ...about(staff) });
    expect([foreign.status, comparable(foreign)]).toEqual([stranger.status, comparable(stranger)]);
    expect(await reached()).toEqual(before);
    // In their own pool the very same request works.
    expect((await call(contract, { body: mine, ...about(defaultPool) })).status).toBe(works);
  });
});

/** The same fields, naming nobody. */
async function sameShape(body: object): Promise<object> {
  const nobody: Record<string, unknown> = unknown();
  return Object.fromEntries(Object.keys(body).flatMap((name) => (name in nobody ? [[name, nobody[name]]] : [])));
}

describe('what is held, not typed', () => {
  it('a link of a sign-in mail opens nothing for another pool, and is not used up by that', async () => {
    const token = await mailed('link');
    expect((await call(verifyMagicLink, { body: { token }, ...about(staff) })).code).toBe('INVALID_TOKEN');
    expect((await call(verifyMagicLink, { body: { token } })).status).toBe(200);
  });

  it('a passkey of another pool is unknown', async () => {
    const tried = async (pool: string) => {
      const { data: options } = await call(startPasskeySignIn, { body: {}, ...about(pool) });
      return call(verifyPasskeySignIn, { body: { credential: assertWith(passkey, options) }, ...about(pool) });
    };
    expect((await tried(staff)).code).toBe('INVALID_CREDENTIALS');
    expect((await tried(defaultPool)).status).toBe(200);
  });

  it('links that confirm an address or choose a password are good for the account they were mailed to, whatever the header', async () => {
    const person = await makePerson({ verified: false, pool: staff });
    await call(resendVerification, { body: { email: person.email }, ...about(staff) });
    const { link } = await lastMail(person.id, 'verify_email');
    expect((await call(verifyEmail, { body: { token: tokenIn(link) } })).status).toBe(200);
    await call(forgotPassword, { body: { email: person.email }, ...about(staff) });
    const reset = await lastMail(person.id, 'password_reset');
    expect((await call(resetPassword, { body: { token: tokenIn(reset.link), ...theirs } })).status).toBe(200);
    expect((await call(login, { body: { email: person.email, ...theirs }, ...about(staff) })).status).toBe(200);
  });
});

describe('the same address in two pools', () => {
  const body = (email: string) => ({ email, username: `u${email.slice(0, 12)}`, ...theirs, accept_terms: true });

  it('is two accounts, each with its own password, username, phone number and lock', async () => {
    expect((await call(register, { body: body(owner.email), ...about(staff) })).status).toBe(202);
    const other = await findAccountByEmail(staff, owner.email);
    expect([other?.status, other?.id === owner.id]).toEqual(['pending', false]);
    await db().user.update({ where: { id: other?.id ?? '' }, data: { status: 'active', emailVerifiedAt: new Date() } });
    const tries: [string, string, number][] = [
      [staff, theirs.password, 200],
      [staff, goodPassword, 401],
      [defaultPool, goodPassword, 200],
      [defaultPool, theirs.password, 401],
    ];
    for (const [pool, password, status] of tries)
      expect((await call(login, { body: { email: owner.email, password }, ...about(pool) })).status).toBe(status);
    for (let round = 0; round < 6; round += 1)
      await call(login, { body: { email: owner.email, password: 'wrong horse battery' }, ...about(staff) });
    expect((await call(login, { body: { email: owner.email, ...theirs }, ...about(staff) })).status).toBe(401);
    expect((await call(login, { body: { email: owner.email, password: goodPassword } })).status).toBe(200);
  });

  it('a race of registrations makes one account in each', async () => {
    const email = newEmail();
    const answers = await callInParallel(10, register, (index) => ({
      body: { email, ...theirs, accept_terms: true },
      ...about(index % 2 ? staff : defaultPool),
    }));
    expect(statuses(answers)).toEqual({ 202: 10 });
    const [one, two] = [await findAccountByEmail(staff, email), await userIdOf(email)];
    expect([one?.pool, one?.id === two]).toEqual([staff, false]);
  });

  it('a username is unique in its pool only', async () => {
    const [here, there] = [await makePerson(), await makePerson({ pool: staff })];
    const { accessToken: bearer } = await signIn(there, about(staff));
    expect((await call(updateMe, { bearer, body: { username: here.username } })).status).toBe(200);
    const third = await makePerson({ pool: staff });
    const { accessToken } = await signIn(third, about(staff));
    expect((await call(updateMe, { bearer: accessToken, body: { username: here.username } })).code).toBe('CONFLICT');
  });

  it('somebody can change to an address that another pool knows, and who has it there keeps it', async () => {
    const person = await makePerson({ pool: staff });
    const { accessToken: bearer } = await signIn(person, about(staff));
    expect((await call(changeEmail, { bearer, body: { email: pending.email } })).status).toBe(202);
    const { code } = await lastMail(person.id, 'email_change');
    expect((await call(confirmEmailCode, { bearer, body: { code } })).status).toBe(200);
    expect((await findAccountByEmail(staff, pending.email))?.id).toBe(person.id);
    expect((await findAccountByEmail(defaultPool, pending.email))?.id).toBe(pending.id);
  });

  it('a number that is confirmed in one pool can be confirmed in another', async () => {
    const there = await makePersonWithPhone(owner.phone, await makePerson({ pool: staff }), about(staff));
    expect((await call(getMe, { bearer: there.bearer })).data).toMatchObject({ phone: owner.phone, phone_verified: true });
    expect((await call(getMe, { bearer: (await signIn(owner)).accessToken })).data).toMatchObject({ phone: owner.phone });
  });

  it('an identity at a provider opens one account in each', async () => {
    const identity: ProviderIdentity = {
      providerId: 'acme',
      protocol: 'oidc',
      issuer: 'https://id.acme.example',
      subject: 'subject-1',
      email: newEmail(),
      emailVerified: true,
      name: null,
    };
    const made = await registerIdentity(identity, systemCaller);
    expect(await judgeIdentity(staff, identity)).toEqual({ refusal: null, account: null });
    const other = await registerIdentity(identity, { ...systemCaller, pool: staff });
    expect(other?.id).not.toBe(made?.id);
    expect((await judgeIdentity(defaultPool, identity)).account?.id).toBe(made?.id);
    expect((await judgeIdentity(staff, identity)).account?.id).toBe(other?.id);
  });
});

describe('organizations', () => {
  it('have the pool of their first owner, and only its people as members', async () => {
    const operator = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
    const founder = await makePerson({ pool: staff });
    const founded = await call(createOrganization, { bearer: operator, body: { name: 'Works council', owner_id: founder.id } });
    expect([founded.status, founded.data.pool]).toEqual([201, staff]);
    const params = { organization_id: founded.data.id };
    const foreign = await makePerson();
    expect((await call(addMember, { bearer: operator, params, body: { user_id: foreign.id } })).fields[0]?.path).toBe('user_id');
    expect((await call(createInvitation, { bearer: operator, params, body: { email: foreign.email } })).status).toBe(201);
    const { accessToken: bearer } = await signIn(foreign);
    // The address is theirs, but the invitation went to whoever has it among the staff.
    expect((await call(listOwnInvitations, { bearer })).data).toEqual([]);
    const invitation = await db().invitation.findFirstOrThrow({ where: { organizationId: founded.data.id } });
    expect((await call(acceptOwnInvitation, { bearer, params: { invitation_id: invitation.id } })).code).toBe('NOT_FOUND');
    const namesake = await makePerson({ pool: staff, email: foreign.email });
    const { accessToken } = await signIn(namesake, about(staff));
    expect((await call(acceptOwnInvitation, { bearer: accessToken, params: { invitation_id: invitation.id } })).status).toBe(200);
  });
});
