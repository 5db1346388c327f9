import { describe, expect, it } from 'vitest';
import { login, refresh, requestMagicLink, requestOtp, verifyMagicLink, verifyOtp } from '#lib/contracts/auth.ts';
import { startPasskeySignIn, verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { confirmPhone, getMe, requestPhone } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { judgeIdentity } from '#lib/linked-accounts/judge-identity.ts';
import { linkKey, type ProviderIdentity } from '#lib/linked-accounts/provider-identity.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { answerWith, type Enrolment, enrol, forgetUsedSteps, openedChallenge, totpCode } from '#scripts/testing/factors.ts';
import { lastMail, tokenIn } from '#scripts/testing/mails.ts';
import { addedPasskey, assertWith } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { lastTextCode, newPhone } from '#scripts/testing/texts.ts';

type State = 'active' | 'pending' | 'locked' | 'suspended' | 'deletion_scheduled' | 'leaving' | 'overdue' | 'erased';

const inState: Record<State, () => Prisma.UserUpdateInput> = {
  active: () => ({}),
  pending: () => ({ status: 'pending', emailVerifiedAt: null }),
  locked: () => ({ failedSignIns: 5, lockedUntil: new Date(Date.now() + 15 * 60_000) }),
  suspended: () => ({ status: 'suspended' }),
  deletion_scheduled: () => ({ status: 'deletion_scheduled', deletedAt: new Date(), eraseAt: new Date(Date.now() + 86_400_000) }),
  /** They asked for it themselves. */
  leaving: () => ({ status: 'deletion_scheduled', eraseAt: new Date(Date.now() + 86_400_000) }),
  /** The job that erases them has not come yet. */
  overdue: () => ({ status: 'deletion_scheduled', eraseAt: new Date(Date.now() - 1000) }),
  erased: () => ({
    status: 'erased',
    emailSealed: null,
    emailIndex: null,
    phoneSealed: null,
    phoneIndex: null,
    username: null,
    usernameIndex: null,
    passwordHash: null,
    searchTokens: [],
  }),
};

async function bring(person: Person, state: State): Promise<void> {
  await db().user.update({ where: { id: person.id }, data: inState[state]() });
  // Erasure is the end of the key (data.md, rule 4).
  if (state === 'erased') await db().dataKey.deleteMany({ where: { subjectId: person.id } });
}

const outcome = ({ status, code }: ApiAnswer) => (code ? `${status} ${code}` : String(status));

/** Gets everything ready while the account is active; what it answers is tried when the account is in its state. */
type Method = (person: Person) => Promise<() => Promise<string>>;

function identityOf({ id, email }: Person): ProviderIdentity {
  return {
    providerId: 'acme',
    protocol: 'oidc',
    issuer: 'https://id.example.com',
    subject: id,
    email,
    emailVerified: true,
    name: null,
  };
}

const methods = {
  'e-mail and password':
    async ({ email }) =>
    async () =>
      outcome(await call(login, { body: { email, password: goodPassword } })),
  'username and password':
    async ({ username }) =>
    async () =>
      outcome(await call(login, { body: { username, password: goodPassword } })),
  'a wrong password':
    async ({ email }) =>
    async () =>
      outcome(await call(login, { body: { email, password: 'not the password' } })),
  'the password on a known device': async (person) => {
    const { deviceCookie } = await signInBrowser(person);
    const body = { email: person.email, password: goodPassword };
    return async () => outcome(await call(login, { cookie: deviceCookie, body }));
  },
  'a mailed link': async (person) => {
    await call(requestMagicLink, { body: { email: person.email } });
    const token = tokenIn((await lastMail(person.id, 'sign_in')).link);
    return async () => outcome(await call(verifyMagicLink, { body: { token } }));
  },
  'a mailed code': async (person) => {
    await call(requestMagicLink, { body: { email: person.email } });
    const { code } = await lastMail(person.id, 'sign_in');
    return async () => outcome(await call(verifyMagicLink, { body: { email: person.email, code } }));
  },
  'a passkey': async (person) => {
    const { accessToken: bearer } = await signIn(person);
    const passkey = await addedPasskey({ bearer });
    return async () => {
      const options = (await call(startPasskeySignIn, { body: {} })).data;
      return outcome(await call(verifyPasskeySignIn, { body: { credential: assertWith(passkey, options) } }));
    };
  },
  'a code by text message': async (person) => {
    const phone = newPhone();
    const { accessToken: bearer } = await signIn(person);
    await call(requestPhone, { bearer, body: { phone } });
    await call(confirmPhone, { bearer, body: { code: await lastTextCode(person.id, 'confirm_phone') } });
    await call(requestOtp, { body: { phone } });
    const code = await lastTextCode(person.id, 'sign_in');
    return async () => outcome(await call(verifyOtp, { body: { phone, code } }));
  },
  'a provider': async (person) => {
    const identity = identityOf(person);
    await db().account.create({ data: { id: uuidv7(), userId: person.id, type: 'oidc', ...(await linkKey(identity)) } });
    return async () => (await judgeIdentity(defaultPool, identity)).refusal ?? '200';
  },
  'the second factor of an open challenge': async (person) => {
    const enrolment: Enrolment = await enrol(person);
    await forgetUsedSteps(person);
    const challenge = await openedChallenge(person);
    return async () => outcome(await answerWith(challenge, { code: totpCode(enrolment.secret) }));
  },
  'a refresh token': async (person) => {
    const { refreshToken, userAgent } = await signIn(person);
    return async () => outcome(await call(refresh, { body: { refresh_token: refreshToken }, headers: { 'user-agent': userAgent } }));
  },
  'an access token': async (person) => {
    const { accessToken } = await signIn(person);
    return async () => outcome(await call(getMe, { bearer: accessToken }));
  },
  'a session cookie': async (person) => {
    const { sessionCookie } = await signInBrowser(person);
    expect(sessionCookie.startsWith(sessionCookieName())).toBe(true);
    return async () => outcome(await call(getMe, { cookie: sessionCookie }));
  },
} satisfies Record<string, Method>;

type Expected = Record<State, string>;

/** Who proved the password, the mailbox or the provider learns the state; nobody else learns more than from an account that is not there. */
const toTheOwner = (pending: string, erased: string, locked = '200'): Expected => ({
  active: '200',
  pending,
  locked,
  suspended: '403 ACCOUNT_SUSPENDED',
  deletion_scheduled: '403 ACCOUNT_SUSPENDED',
  leaving: '200',
  overdue: '403 ACCOUNT_SUSPENDED',
  erased,
});
const toAnybody = (code: string, locked = code, active = code, leaving = code): Expected => ({
  active,
  pending: code,
  locked,
  suspended: code,
  deletion_scheduled: code,
  leaving,
  overdue: code,
  erased: code,
});

const expected: Record<keyof typeof methods, Expected> = {
  'e-mail and password': toTheOwner('403 EMAIL_NOT_VERIFIED', '401 INVALID_CREDENTIALS', '401 INVALID_CREDENTIALS'),
  'username and password': toTheOwner('403 EMAIL_NOT_VERIFIED', '401 INVALID_CREDENTIALS', '401 INVALID_CREDENTIALS'),
  'a wrong password': toAnybody('401 INVALID_CREDENTIALS'),
  'the password on a known device': toTheOwner('403 EMAIL_NOT_VERIFIED', '401 INVALID_CREDENTIALS'),
  'a mailed link': toTheOwner('403 ACCOUNT_SUSPENDED', '400 INVALID_TOKEN'),
  'a mailed code': toTheOwner('403 ACCOUNT_SUSPENDED', '400 INVALID_CODE'),
  'a passkey': toTheOwner('403 EMAIL_NOT_VERIFIED', '401 INVALID_CREDENTIALS', '200'),
  'a code by text message': toTheOwner('403 ACCOUNT_SUSPENDED', '400 INVALID_CODE'),
  // Nothing leads from the provider to somebody erased any more: to them it is a stranger's first sign-in.
  'a provider': { ...toAnybody('suspended', '200', '200', '200'), erased: '200' },
  'the second factor of an open challenge': toAnybody('400 INVALID_TOKEN', '200', '200', '200'),
  'a refresh token': toAnybody('401 TOKEN_REVOKED', '200', '200'),
  'an access token': toAnybody('401 TOKEN_REVOKED', '200', '200'),
  'a session cookie': toAnybody('401 UNAUTHENTICATED', '200', '200'),
};

const states = Object.keys(inState) as State[];

describe.each(Object.keys(methods) as (keyof typeof methods)[])('signing in with %s', (method) => {
  it.each(states)('to an account that is %s is answered as it should be', async (state) => {
    const person = await makePerson();
    const attempt = await methods[method](person);
    await bring(person, state);
    const sessions = await db().session.count({ where: { userId: person.id } });
    expect(await attempt()).toBe(expected[method][state]);
    if (expected[method][state] === '200') return;
    expect(await db().session.count({ where: { userId: person.id } }), 'a refusal makes no session').toBe(sessions);
  });
});
