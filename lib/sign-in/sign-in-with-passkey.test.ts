import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { startPasskey, startPasskeySignIn, verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { passkeyCookieName, sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { type ApiAnswer, call, callInParallel, cookieOf, masked, statuses } from '#scripts/testing/api.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { addedPasskey, assertWith, type Forgery, type SoftPasskey, signInWithPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

async function newOptions(body: object = {}) {
  return (await call(startPasskeySignIn, { body })).data;
}

function answer(passkey: SoftPasskey, options: { challenge: string }, forgery: Forgery = {}): Promise<ApiAnswer> {
  return call(verifyPasskeySignIn, { body: { credential: assertWith(passkey, options, forgery) } });
}

async function withPasskey(made: Parameters<typeof addedPasskey>[1] = {}) {
  const person = await makePerson();
  const { accessToken: bearer } = await signIn(person);
  return { person, bearer, passkey: await addedPasskey({ bearer }, made) };
}

let person: Person;
let passkey: SoftPasskey;
beforeAll(async () => {
  ({ person, passkey } = await withPasskey());
});

describe('POST /auth/passkeys/options', () => {
  it('asks for any passkey of ours, with the person verified, and keeps only a hash of the challenge', async () => {
    const options = await newOptions();
    expect(options).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rpId: 'localhost',
      allowCredentials: [],
      userVerification: 'required',
      timeout: 300_000,
    });
    expect(await everyRow()).not.toContain(options.challenge);
  });

  it('lists no passkey of anybody: nobody, somebody without and somebody with passkeys get the same', async () => {
    const without = await makePerson();
    const anyone = await newOptions();
    for (const name of [{ email: newEmail() }, { email: without.email }, { email: person.email }, { username: person.username }]) {
      const { status, data } = await call(startPasskeySignIn, { body: name });
      expect([status, { ...data, challenge: null }]).toEqual([200, { ...anyone, challenge: null }]);
    }
  });

  it('takes an address or a username, not both', async () => {
    const both = await call(startPasskeySignIn, { body: { email: person.email, username: person.username } });
    expect([both.status, both.fields[0]?.path]).toEqual([400, 'email']);
  });
});

describe('POST /auth/passkeys/verify', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)(
    'signs in with a passkey of %s: one session, one event, no second factor',
    async (algorithm) => {
      const made = await withPasskey({ algorithm });
      const { result, events } = await withEvents(() => signInWithPasskey(made.passkey));
      expect([result.status, result.data.status, result.data.user.id]).toEqual([200, 'signed_in', made.person.id]);
      expect(events).toMatchObject([{ action: 'session.created', reason: 'passkey' }]);
      const session = await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } });
      expect(session).toMatchObject({ method: 'passkey', kind: 'api', amr: ['swk', 'user', 'mfa'] });
      // It is the strongest proof there is, so it is a fresh one.
      expect((await call(startPasskey, { bearer: result.data.access_token, body: {} })).status).toBe(200);
    },
  );

  it('signs in by name, and says of a passkey that stays on its device that it does', async () => {
    const made = await withPasskey({ backupEligible: false });
    const { status, data } = await signInWithPasskey(made.passkey, { email: made.person.email }, { userHandle: null });
    expect(status).toBe(200);
    expect((await db().session.findUniqueOrThrow({ where: { id: data.session_id } })).amr).toEqual(['hwk', 'user', 'mfa']);
  });

  it('owes no second factor where the password does', async () => {
    const owner = await makePerson();
    const { accessToken: bearer } = await enrol(owner);
    const made = await addedPasskey({ bearer });
    expect((await call(login, { body: { email: owner.email, password: goodPassword } })).status).toBe(202);
    expect((await signInWithPasskey(made)).status).toBe(200);
  });

  it('a challenge works once, also under 50 parallel tries', async () => {
    const credential = assertWith(passkey, await newOptions());
    const answers = await callInParallel(50, verifyPasskeySignIn, () => ({ body: { credential } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 49 });
    expect((await call(verifyPasskeySignIn, { body: { credential } })).code).toBe('INVALID_TOKEN');
  });

  it('a challenge is used up by a wrong answer too', async () => {
    const options = await newOptions();
    expect((await answer(passkey, options, { userVerified: false })).status).toBe(400);
    expect((await answer(passkey, options)).code).toBe('INVALID_TOKEN');
  });

  it('a challenge ends after ten minutes', async () => {
    const options = await newOptions();
    await db().passkeyChallenge.updateMany({
      where: { challengeHash: sha256(options.challenge) },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await answer(passkey, options)).code).toBe('INVALID_TOKEN');
  });

  const forgeries: [string, Forgery][] = [
    ['a challenge that nobody made', { challenge: 'A'.repeat(43) }],
    ['the type of making a passkey', { type: 'webauthn.create' }],
    ['an origin of the other scheme', { origin: 'https://localhost:3000' }],
    ['an origin at another port', { origin: 'http://localhost:3001' }],
    ['an origin of a subdomain', { origin: 'http://login.localhost:3000' }],
    ['an origin that only ends or begins like ours', { origin: 'http://localhost:3000.evil.example' }],
    ['an origin with a path', { origin: 'http://localhost:3000/' }],
    ['no origin', { origin: 'null' }],
    ['a page in a frame of somebody else', { crossOrigin: true }],
    ['a page in a frame of a named somebody else', { crossOrigin: true, topOrigin: 'https://evil.example' }],
    ['another RP id', { rpId: 'evil.example' }],
    ['nobody present', { userPresent: false }],
    ['nobody verified', { userVerified: false }],
    ['a backup where none is possible', { backupEligible: false, backedUp: true }],
    ['a backup eligibility that changed', { backupEligible: false }],
  ];

  it.each(forgeries)('refuses %s: 400, no session, one event', async (_, forgery) => {
    const options = await newOptions();
    const sessions = await db().session.count();
    const { result, events } = await withEvents(() => answer(passkey, options, forgery));
    expect([result.status, result.code]).toEqual([400, 'INVALID_TOKEN']);
    expect(events).toMatchObject([{ action: 'session.denied', reason: expect.stringMatching(/^passkey_/) }]);
    expect(await db().session.count()).toBe(sessions);
    expect((await signInWithPasskey(passkey)).status).toBe(200);
  });

  it('says the same of a passkey that is not ours, a wrong signature, a wrong owner and an unknown name', async () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const other = await withPasskey();
    const answers: [string, ApiAnswer][] = [];
    const tries: [string, object, Forgery][] = [
      ['unknown passkey', {}, { credentialId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
      ['wrong signature', {}, { signer: stranger }],
      ['signature of no form', {}, { signature: 'AAAA' }],
      ['somebody else’s handle', {}, { userHandle: other.passkey.userHandle }],
      ['no handle without a name', {}, { userHandle: null }],
      ['somebody else’s name', { email: other.person.email }, {}],
      ['a name that nobody has', { email: newEmail() }, {}],
      ['a stranger’s key for a name that nobody has', { email: newEmail() }, { signer: stranger }],
    ];
    for (const [about, name, forgery] of tries) answers.push([about, await signInWithPasskey(passkey, name, forgery)]);
    for (const [about, { status, code }] of answers) expect([about, status, code]).toEqual([about, 401, 'INVALID_CREDENTIALS']);
    expect(new Set(answers.map(([, each]) => masked(each))).size).toBe(1);
  });

  it.each(['ES256', 'RS256', 'EdDSA'] as const)('what a stranger can send tells no passkey of %s from none', async (algorithm) => {
    const made = await withPasskey({ algorithm });
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const forgery of [{ signature: 'AAAA' }, { signature: '' }, { signer: stranger, counter: 0 }] satisfies Forgery[]) {
      const known = await signInWithPasskey({ ...made.passkey, algorithm: 'ES256' }, {}, { signer: stranger, ...forgery });
      const unknown = await signInWithPasskey(
        { ...passkey },
        {},
        { signer: stranger, ...forgery, credentialId: 'BBBBBBBBBBBBBBBBBBBBBBBBBBB' },
      );
      expect(masked(known)).toBe(masked(unknown));
    }
  });

  it.each(['suspended', 'deletion_scheduled', 'pending'] as const)('tells the state %s only after the proof', async (status) => {
    const made = await withPasskey();
    await db().user.update({ where: { id: made.person.id }, data: { status } });
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect((await signInWithPasskey(made.passkey, {}, { signer: stranger })).code).toBe('INVALID_CREDENTIALS');
    expect((await signInWithPasskey(made.passkey)).code).toBe(status === 'pending' ? 'EMAIL_NOT_VERIFIED' : 'ACCOUNT_SUSPENDED');
  });

  it('failed passwords of strangers do not lock the passkey out', async () => {
    const made = await withPasskey();
    await db().user.update({ where: { id: made.person.id }, data: { failedSignIns: 5, lockedUntil: new Date(Date.now() + 60_000) } });
    expect((await signInWithPasskey(made.passkey)).status).toBe(200);
  });

  it('a counter that goes back or stands still is refused and recorded; one that never counts is fine', async () => {
    const made = await withPasskey({ counter: 5 });
    expect((await signInWithPasskey(made.passkey, {}, { counter: 9 })).status).toBe(200);
    for (const counter of [9, 8, 0]) {
      const { result, events } = await withEvents(() => signInWithPasskey(made.passkey, {}, { counter }));
      expect([counter, result.status, result.code]).toEqual([counter, 401, 'INVALID_CREDENTIALS']);
      expect(events.map(({ action }) => action)).toEqual(['passkey.counter_regressed', 'session.denied']);
    }
    expect((await signInWithPasskey(made.passkey, {}, { counter: 4_294_967_295 })).status).toBe(200);
    for (let count = 0; count < 2; count += 1) expect((await signInWithPasskey(passkey)).status).toBe(200);
  });

  it('of 20 copies that answer with the same counter at once, one gets in', async () => {
    const made = await withPasskey({ counter: 1 });
    const credentials = await Promise.all(
      Array.from({ length: 20 }, async () => assertWith(made.passkey, await newOptions(), { counter: 2 })),
    );
    const answers = await callInParallel(20, verifyPasskeySignIn, (index) => ({ body: { credential: credentials[index] } }));
    expect(statuses(answers)).toEqual({ 200: 1, 401: 19 });
  });
});

describe('a browser', () => {
  async function browserOptions(cookie?: string) {
    const result = await call(startPasskeySignIn, { body: { mode: 'cookie' }, ...(cookie && { cookie }) });
    return { options: result.data, cookie: cookieOf(result, passkeyCookieName()), line: result.cookies[0] };
  }
  const verify = (options: { challenge: string }, mode: string, cookie?: string) =>
    call(verifyPasskeySignIn, { body: { credential: assertWith(passkey, options), mode }, ...(cookie && { cookie }) });

  it('gets a session cookie and no tokens; the challenge is bound to its own cookie', async () => {
    const { options, cookie, line } = await browserOptions();
    expect(line).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    const result = await verify(options, 'cookie', cookie);
    expect([result.status, result.data.access_token]).toEqual([200, undefined]);
    expect(cookieOf(result, sessionCookieName())).toBeTruthy();
    expect(result.cookies.some((each) => each.startsWith(`${passkeyCookieName()}=;`))).toBe(true);
  });

  it('may have the page open twice', async () => {
    const first = await browserOptions();
    const second = await browserOptions(first.cookie);
    expect(second.cookie).toBe(first.cookie);
    expect((await verify(first.options, 'cookie', second.cookie)).status).toBe(200);
  });

  it('cannot answer the challenge of another browser, of none, or of an application', async () => {
    const mine = await browserOptions();
    const other = await browserOptions();
    expect((await verify(mine.options, 'cookie', other.cookie)).code).toBe('INVALID_TOKEN');
    expect((await verify(mine.options, 'cookie')).code).toBe('INVALID_TOKEN');
    expect((await verify(mine.options, 'token', mine.cookie)).code).toBe('INVALID_TOKEN');
    expect((await verify(await newOptions(), 'cookie', mine.cookie)).code).toBe('INVALID_TOKEN');
    expect((await verify(mine.options, 'cookie', mine.cookie)).status).toBe(200);
  });
});
