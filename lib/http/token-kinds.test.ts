import { beforeAll, describe, expect, it } from 'vitest';
import {
  forgotPassword,
  login,
  refresh,
  register,
  requestMagicLink,
  resetPassword,
  secureAccount,
  setupAdmin,
  verifyEmail,
  verifyMagicLink,
} from '#lib/contracts/auth.ts';
import { changeEmail, confirmEmailChange, revertEmailChange } from '#lib/contracts/change-email.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { startSecondFactor, verifySecondFactor } from '#lib/contracts/factors.ts';
import { impersonateUser } from '#lib/contracts/impersonation.ts';
import { contracts } from '#lib/contracts/index.ts';
import { createUser } from '#lib/contracts/managed-users.ts';
import { acceptInvitation, createInvitation } from '#lib/contracts/organization-invitations.ts';
import { createOrganization, getOrganization } from '#lib/contracts/organizations.ts';
import { cancelRecovery, completeRecovery, confirmRecovery, requestRecovery } from '#lib/contracts/recovery.ts';
import { introspect, issueToken, revoke } from '#lib/contracts/tokens.ts';
import { issueRecoveryLink } from '#lib/contracts/user-acts.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { OneTimePurpose } from '#lib/db/generated/enums.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { issueOneTimeToken } from '#lib/one-time-tokens/one-time-token.ts';
import { deviceCookieName, sessionCookieName, trustedDeviceCookieName } from '#lib/sessions/cookie-names.ts';
import { type ApiAnswer, type CallOptions, call, cookieOf } from '#scripts/testing/api.ts';
import { answerWith, type Enrolment, enrol, forgetUsedSteps, openedChallenge, totpCode } from '#scripts/testing/factors.ts';
import { makeClient, makeKey, makeOrganizationKey } from '#scripts/testing/keys.ts';
import { lastMail, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn, signInBrowser, userIdOf } from '#scripts/testing/people.ts';

/** A secret that was handed out for one use, and whose it is. */
type Issued = { secret: string; person: Person; enrolment?: Enrolment; clientId?: string; bearer?: string; organizationId?: string };

/** Somebody who is signed in, for what takes a secret from such people only. */
let somebody = '';
/** An organization that nobody here belongs to. */
let organization = '';

beforeAll(async () => {
  somebody = (await signIn(await makePerson())).accessToken;
  const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
  organization = (await call(createOrganization, { bearer, body: { name: 'Elsewhere' } })).data.id;
});

async function withFactor(): Promise<{ person: Person; enrolment: Enrolment }> {
  const person = await makePerson();
  const enrolment = await enrol(person);
  await forgetUsedSteps(person);
  return { person, enrolment };
}

const cookieValue = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);

async function actAsSomebody() {
  const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
  const person = await makePerson();
  const { data } = await call(impersonateUser, { bearer, params: { user_id: person.id }, body: { reason: 'Asked for help.' } });
  return { person, data };
}

/** Every kind of secret that leaves the server, by the way it is really handed out. */
const kinds = {
  access_token: async (): Promise<Issued> => {
    const person = await makePerson();
    return { person, secret: (await signIn(person)).accessToken };
  },
  refresh_token: async (): Promise<Issued> => {
    const person = await makePerson();
    return { person, secret: (await signIn(person)).refreshToken };
  },
  session_cookie: async (): Promise<Issued> => {
    const person = await makePerson();
    return { person, secret: cookieValue((await signInBrowser(person)).sessionCookie) };
  },
  impersonating_access_token: async (): Promise<Issued> => {
    const { person, data } = await actAsSomebody();
    return { person, secret: data.access_token };
  },
  impersonating_refresh_token: async (): Promise<Issued> => {
    const { person, data } = await actAsSomebody();
    return { person, secret: data.refresh_token };
  },
  device_cookie: async (): Promise<Issued> => {
    const person = await makePerson();
    return { person, secret: cookieValue((await signInBrowser(person)).deviceCookie) };
  },
  challenge_token: async (): Promise<Issued> => {
    const { person, enrolment } = await withFactor();
    await db().factor.create({ data: { id: uuidv7(), userId: person.id, method: 'email', confirmedAt: new Date() } });
    return { person, enrolment, secret: await openedChallenge(person) };
  },
  trusted_device_cookie: async (): Promise<Issued> => {
    const { person, enrolment } = await withFactor();
    const answer = await answerWith(await openedChallenge(person), { code: totpCode(enrolment.secret), trust_device: true });
    return { person, enrolment, secret: cookieValue(cookieOf(answer, trustedDeviceCookieName())) };
  },
  email_verification: async (): Promise<Issued> => {
    const email = newEmail();
    await call(register, { body: { email, password: goodPassword, accept_terms: true } });
    const id = await userIdOf(email);
    return { person: { id, email, username: '' }, secret: tokenIn((await lastMail(id, 'verify_email')).link) };
  },
  password_reset: async (): Promise<Issued> => {
    const person = await makePerson();
    await call(forgotPassword, { body: { email: person.email } });
    return { person, secret: tokenIn((await lastMail(person.id, 'password_reset')).link) };
  },
  invitation: async (): Promise<Issued> => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const email = newEmail();
    const { data } = await call(createUser, { bearer, body: { email } });
    return { person: { id: data.id, email, username: '' }, secret: tokenIn((await lastMail(data.id, 'invitation')).link) };
  },
  organization_invitation: async (): Promise<Issued> => {
    const [owner, person] = await Promise.all([makePerson({ role: 'admin' }), makePerson()]);
    const [{ accessToken }, { accessToken: bearer }] = [await signIn(owner), await signIn(person)];
    const { data } = await call(createOrganization, { bearer: accessToken, body: { name: 'Company' } });
    const params = { organization_id: data.id };
    await call(createInvitation, { bearer: accessToken, params, body: { email: person.email } });
    return { person, bearer, secret: tokenIn((await lastMail(data.id, 'organization_invitation')).link) };
  },
  recovery_link: async (): Promise<Issued> => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const person = await makePerson();
    const { data } = await call(issueRecoveryLink, { bearer, params: { user_id: person.id }, body: { reason: 'Mailbox lost.' } });
    return { person, secret: tokenIn(data.url) };
  },
  sign_in: async (): Promise<Issued> => {
    const person = await makePerson();
    await call(requestMagicLink, { body: { email: person.email } });
    return { person, secret: tokenIn((await lastMail(person.id, 'sign_in')).link) };
  },
  email_change: async (): Promise<Issued> => {
    const person = await makePerson();
    await call(changeEmail, { bearer: (await signIn(person)).accessToken, body: { email: newEmail() } });
    return { person, secret: tokenIn((await lastMail(person.id, 'email_change')).link) };
  },
  email_revert: async (): Promise<Issued> => {
    const { person, secret } = await kinds.email_change();
    await call(confirmEmailChange, { body: { token: secret } });
    return { person, secret: tokenIn((await lastMail(person.id, 'email_changed')).revertLink) };
  },
  not_me: async (): Promise<Issued> => {
    const person = await makePerson();
    for (let browser = 0; browser < 2; browser += 1) await signInBrowser(person);
    return { person, secret: tokenIn((await lastMail(person.id, 'new_device')).link) };
  },
  recovery_request: async (): Promise<Issued> => {
    const { person, secret } = await kinds.challenge_token();
    await call(requestRecovery, { body: { challenge_token: secret } });
    return { person, secret: tokenIn((await lastMail(person.id, 'recovery_confirm')).link) };
  },
  recovery_cancel: async (): Promise<Issued> => {
    const { person, secret } = await kinds.recovery_request();
    await call(confirmRecovery, { body: { token: secret } });
    return { person, secret: tokenIn((await lastMail(person.id, 'recovery_waiting')).cancelLink) };
  },
  recovery_complete: async (): Promise<Issued> => {
    const { person } = await kinds.recovery_cancel();
    await db().recoveryRequest.updateMany({ where: { userId: person.id }, data: { availableAt: new Date() } });
    await call(requestRecovery, { body: { challenge_token: await openedChallenge(person) } });
    return { person, secret: tokenIn((await lastMail(person.id, 'recovery_complete')).link) };
  },
  api_key: async (): Promise<Issued> => {
    const person = await makePerson();
    return { person, secret: (await makeKey(person)).key };
  },
  organization_api_key: async (): Promise<Issued> => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'admin' }));
    const { data } = await call(createOrganization, { bearer, body: { name: 'Company' } });
    const { key: secret } = await makeOrganizationKey(bearer, data.id);
    return { person: await makePerson(), secret, organizationId: data.id };
  },
  client_secret: async (): Promise<Issued> => {
    const { client_id: clientId, client_secret: secret } = await makeClient();
    return { person: await makePerson(), secret, clientId };
  },
  service_token: async (): Promise<Issued> => {
    const { client_id, client_secret } = await makeClient();
    const { data } = await call(issueToken, { body: { grant_type: 'client_credentials', client_id, client_secret } });
    return { person: await makePerson(), secret: data.access_token };
  },
  admin_setup: async (): Promise<Issued> => {
    const secret = await inTransaction((transaction) => issueOneTimeToken(transaction, { purpose: 'admin_setup', userId: null }));
    return { person: await makePerson(), secret };
  },
} satisfies Record<string, () => Promise<Issued>>;
type Kind = keyof typeof kinds;

type Consumer = { accepts: Kind | readonly Kind[]; contract: Endpoint; options: (issued: Issued) => CallOptions };

/** Everything that takes such a secret, with all else as it would be right for the person it belongs to. */
const consumers: Record<string, Consumer> = {
  'the Authorization header': {
    accepts: ['access_token', 'impersonating_access_token', 'api_key'],
    contract: getMe,
    options: ({ secret }) => ({ bearer: secret }),
  },
  'the Authorization header of a service': {
    accepts: 'service_token',
    contract: introspect,
    options: ({ secret }) => ({ bearer: secret, body: { token: 'anything' } }),
  },
  'the Authorization header of an organization': {
    accepts: 'organization_api_key',
    contract: getOrganization,
    options: ({ secret, organizationId = organization }) => ({ bearer: secret, params: { organization_id: organizationId } }),
  },
  issueToken: {
    accepts: 'client_secret',
    contract: issueToken,
    options: ({ secret, clientId = uuidv7() }) => ({
      body: { grant_type: 'client_credentials', client_id: clientId, client_secret: secret },
    }),
  },
  'the session cookie': {
    accepts: 'session_cookie',
    contract: getMe,
    options: ({ secret }) => ({ cookie: `${sessionCookieName()}=${secret}` }),
  },
  refreshTokens: {
    accepts: ['refresh_token', 'impersonating_refresh_token'],
    contract: refresh,
    options: ({ secret }) => ({ body: { refresh_token: secret } }),
  },
  verifyEmail: { accepts: 'email_verification', contract: verifyEmail, options: ({ secret }) => ({ body: { token: secret } }) },
  resetPassword: {
    accepts: ['password_reset', 'invitation', 'recovery_link'],
    contract: resetPassword,
    options: ({ secret }) => ({ body: { token: secret, password: 'seven quiet harbours' } }),
  },
  confirmEmailChange: {
    accepts: 'email_change',
    contract: confirmEmailChange,
    options: ({ secret }) => ({ body: { token: secret } }),
  },
  revertEmailChange: { accepts: 'email_revert', contract: revertEmailChange, options: ({ secret }) => ({ body: { token: secret } }) },
  verifyMagicLink: { accepts: 'sign_in', contract: verifyMagicLink, options: ({ secret }) => ({ body: { token: secret } }) },
  secureAccount: { accepts: 'not_me', contract: secureAccount, options: ({ secret }) => ({ body: { token: secret } }) },
  setupAdmin: {
    accepts: 'admin_setup',
    contract: setupAdmin,
    options: ({ secret }) => ({ body: { token: secret, email: newEmail(), password: goodPassword } }),
  },
  startSecondFactor: {
    accepts: 'challenge_token',
    contract: startSecondFactor,
    options: ({ secret }) => ({ body: { challenge_token: secret, method: 'email' } }),
  },
  requestRecovery: {
    accepts: 'challenge_token',
    contract: requestRecovery,
    options: ({ secret }) => ({ body: { challenge_token: secret } }),
  },
  acceptInvitation: {
    accepts: 'organization_invitation',
    contract: acceptInvitation,
    options: ({ secret, bearer = somebody }) => ({ bearer, body: { token: secret } }),
  },
  confirmRecovery: { accepts: 'recovery_request', contract: confirmRecovery, options: ({ secret }) => ({ body: { token: secret } }) },
  cancelRecovery: { accepts: 'recovery_cancel', contract: cancelRecovery, options: ({ secret }) => ({ body: { token: secret } }) },
  completeRecovery: { accepts: 'recovery_complete', contract: completeRecovery, options: ({ secret }) => ({ body: { token: secret } }) },
  verifySecondFactor: {
    accepts: 'challenge_token',
    contract: verifySecondFactor,
    options: ({ secret, enrolment }) => ({
      body: { challenge_token: secret, method: 'totp', code: enrolment ? totpCode(enrolment.secret, 1) : '123456' },
    }),
  },
};

const accepts = (consumer: Consumer, kind: string) => [consumer.accepts].flat().includes(kind as Kind);

/** A secret that is not known here, does not even have the right form, or is somebody's whom this is not for, or who may not know of it. */
function isRefused(answer: ApiAnswer): boolean {
  return (
    [400, 401, 403, 404].includes(answer.status) &&
    ['FORBIDDEN', 'VALIDATION_FAILED', 'INVALID_TOKEN', 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'NOT_FOUND'].includes(
      answer.code ?? '',
    )
  );
}

describe.each(Object.keys(kinds) as Kind[])('a secret of kind %s', (kind) => {
  it('is refused by everything it was not made for, which uses it up as little as it lets anybody in', async () => {
    const issued = await kinds[kind]();
    const wrong = Object.entries(consumers).filter(([, consumer]) => !accepts(consumer, kind));
    for (const [name, { contract, options }] of wrong) {
      const answer = await call(contract, options(issued));
      expect(isRefused(answer), `${kind} in ${name}: ${answer.status} ${answer.code}`).toBe(true);
      expect(answer.cookies.filter((cookie) => cookie.startsWith(`${sessionCookieName()}=`) && !/Max-Age=0/.test(cookie))).toEqual([]);
    }
    for (const [name, { contract, options }] of Object.entries(consumers).filter(([, consumer]) => accepts(consumer, kind))) {
      const answer = await call(contract, options(issued));
      expect(answer.status, `${kind} in ${name}: ${answer.status} ${answer.code}`).toBeLessThan(300);
    }
  });
});

it('a secret that marks a browser lets nobody past the second factor but the one who was trusted, as that kind only', async () => {
  const { person, secret } = await kinds.trusted_device_cookie();
  const passes = async (cookie: string) =>
    (await call(login, { cookie, body: { email: person.email, password: goodPassword } })).status === 200;
  expect(await passes(`${deviceCookieName()}=${secret}`)).toBe(false);
  for (const kind of Object.keys(kinds) as Kind[]) {
    if (kind === 'trusted_device_cookie') continue;
    expect([kind, await passes(`${trustedDeviceCookieName()}=${(await kinds[kind]()).secret}`)]).toEqual([kind, false]);
  }
  expect(await passes(`${trustedDeviceCookieName()}=${secret}`)).toBe(true);
  // Each kind costs several slow hashes, and there are many.
}, 120_000);

// Long: each purpose in each consumer, and refusals are answered at even times.
it('a mailed secret of any purpose is good for its own purpose only, also one that is added later', async () => {
  for (const purpose of Object.values(OneTimePurpose)) {
    const person = await makePerson();
    const secret = await inTransaction((transaction) =>
      issueOneTimeToken(transaction, { purpose, userId: purpose === 'admin_setup' ? null : person.id }),
    );
    for (const [name, consumer] of Object.entries(consumers)) {
      if (accepts(consumer, purpose)) continue;
      const { contract, options } = consumer;
      const answer = await call(contract, options({ secret, person }));
      expect(isRefused(answer), `${purpose} in ${name}: ${answer.status} ${answer.code}`).toBe(true);
    }
    expect(await db().oneTimeToken.count({ where: { userId: person.id, consumedAt: { not: null } } })).toBe(0);
  }
}, 90_000);

describe('what services ask about and people give back', () => {
  it.each(Object.keys(kinds) as Kind[])('only access tokens introspect as active, not a secret of kind %s', async (kind) => {
    const { accessToken } = await signIn(await makePerson({ role: 'admin' }));
    const { secret, person } = await kinds[kind]();
    const { data } = await call(introspect, { bearer: accessToken, body: { token: secret } });
    if (kind === 'access_token') expect(data).toMatchObject({ active: true, sub: person.id });
    else if (kind === 'impersonating_access_token') expect(data).toMatchObject({ active: true, sub: person.id, act: expect.any(Object) });
    else if (kind === 'service_token') expect(data).toMatchObject({ active: true, client_id: expect.any(String) });
    else expect(data).toEqual({ active: false });
  });

  it.each(Object.keys(kinds) as Kind[])('a secret of kind %s that is given back ends its own session at most', async (kind) => {
    const bystander = await signIn(await makePerson());
    const { secret, person } = await kinds[kind]();
    const live = () => db().session.count({ where: { revokedAt: null } });
    const before = await live();
    const answer = await call(revoke, { body: { token: secret } });
    if (kind === 'service_token') expect(answer.fields[0]?.code).toBe('unsupported_token_type');
    else expect(answer.data).toEqual({ revoked: true });
    expect(before - (await live())).toBe(/^(?:impersonating_)?(?:access|refresh)_token$/.test(kind) ? 1 : 0);
    expect((await call(getMe, { bearer: bystander.accessToken })).status, person.id).toBe(200);
  });
});

it('every endpoint that takes a token is in this matrix', () => {
  const taken = contracts.filter(
    ({ body }) => body && /"(?:\w+_)?token":/.test(JSON.stringify(body.toJSONSchema({ io: 'input', unrepresentable: 'any' }))),
  );
  const covered = new Set([...Object.values(consumers).map(({ contract }) => contract.id), introspect.id, revoke.id]);
  expect(taken.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});
