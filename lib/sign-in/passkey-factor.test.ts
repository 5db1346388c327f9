import { describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import {
  disableFactor,
  enableFactor,
  listFactors,
  startSecondFactor,
  startStepUp,
  verifySecondFactor,
  verifyStepUp,
} from '#lib/contracts/factors.ts';
import { removePasskey, startPasskey, startPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { db } from '#lib/db/client.ts';
import { challengeCookieName } from '#lib/sessions/cookie-names.ts';
import { call, callInParallel, cookieOf, statuses } from '#scripts/testing/api.ts';
import { answerWith, awayFromStepEnd, enrol, makeStale, openedChallenge, totpCode } from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { addedPasskey, assertWith, type Forgery, type SoftPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { withEvents } from '#scripts/testing/rows.ts';

const method = 'passkey';

async function withPasskey() {
  const person = await makePerson();
  const session = await signIn(person);
  const caller = { bearer: session.accessToken };
  return { person, session, caller, passkey: await addedPasskey(caller) };
}

/** Somebody whose password asks for an authenticator app, or the passkey. */
async function withBoth() {
  const person = await makePerson();
  const session = await enrol(person);
  return { person, session, passkey: await addedPasskey({ bearer: session.accessToken }) };
}

async function optionsOf(challengeToken: string) {
  const answer = await call(startSecondFactor, { body: { challenge_token: challengeToken, method } });
  return answer.data.options as { challenge: string };
}

function prove(challengeToken: string, passkey: SoftPasskey, options: { challenge: string }, forgery: Forgery = {}) {
  const credential = assertWith(passkey, options, forgery);
  return call(verifySecondFactor, { body: { challenge_token: challengeToken, method, credential } });
}

describe('the second factor', () => {
  it('may be a passkey as soon as any factor is on: it stands first, and ends the sign-in', async () => {
    const { person, passkey } = await withBoth();
    const opened = await call(login, { body: { email: person.email, password: goodPassword } });
    expect([opened.status, opened.data.methods]).toEqual([202, ['passkey', 'totp', 'backup_code']]);
    const token = opened.data.challenge_token;
    const start = await call(startSecondFactor, { body: { challenge_token: token, method } });
    expect(start.data).toMatchObject({
      method,
      options: { userVerification: 'required', allowCredentials: [{ id: passkey.credentialId }] },
    });
    const { result, events } = await withEvents(() => prove(token, passkey, start.data.options));
    expect([result.status, result.data.status]).toEqual([200, 'signed_in']);
    expect(events).toMatchObject([{ action: 'session.created', reason: 'password+passkey' }]);
    const { amr, method: first } = await db().session.findUniqueOrThrow({ where: { id: result.data.session_id } });
    expect([first, amr]).toEqual(['password', ['pwd', 'pop', 'user', 'mfa']]);
  });

  it('in a browser the challenge travels in its cookie', async () => {
    const { person, passkey } = await withBoth();
    const opened = await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' } });
    const cookie = cookieOf(opened, challengeCookieName());
    const { data } = await call(startSecondFactor, { cookie, body: { method } });
    const credential = assertWith(passkey, data.options);
    expect((await call(verifySecondFactor, { cookie, body: { method, credential } })).status).toBe(200);
  });

  it('takes one answer to its options, also under 50 parallel tries', async () => {
    const { person, passkey } = await withBoth();
    const token = await openedChallenge(person);
    const credential = assertWith(passkey, await optionsOf(token));
    const answers = await callInParallel(50, verifySecondFactor, () => ({ body: { challenge_token: token, method, credential } }));
    expect(statuses(answers)[200]).toBe(1);
    expect(await db().session.count({ where: { userId: person.id, method: 'password', amr: { has: 'pop' } } })).toBe(1);
  });

  it.each<[string, Forgery]>([
    ['nobody verified', { userVerified: false }],
    ['another origin', { origin: 'https://evil.example' }],
    ['no signature', { signature: 'AAAA' }],
  ])('refuses %s, which counts as a try', async (_, forgery) => {
    const { person, passkey } = await withBoth();
    const token = await openedChallenge(person);
    const options = await optionsOf(token);
    const { result, events } = await withEvents(() => prove(token, passkey, options, forgery));
    expect([result.status, result.code]).toEqual([400, 'INVALID_CODE']);
    expect(events).toMatchObject([{ action: 'session.denied', reason: 'wrong_passkey' }]);
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).factorFailures).toBe(1);
  });

  it('shares its tries with the codes: ten per challenge', async () => {
    const { person, passkey } = await withBoth();
    const token = await openedChallenge(person);
    const options = await optionsOf(token);
    for (let count = 0; count < 9; count += 1)
      expect((await prove(token, passkey, options, { userVerified: false })).code).toBe('INVALID_CODE');
    expect((await answerWith(token, { code: '000000' })).code).toBe('INVALID_CODE');
    expect((await prove(token, passkey, options)).code).toBe('INVALID_TOKEN');
    expect((await call(startSecondFactor, { body: { challenge_token: token, method } })).code).toBe('INVALID_TOKEN');
  });

  it('takes no options of another challenge, of a sign-in or of somebody else’s passkey', async () => {
    const { person, passkey } = await withBoth();
    const token = await openedChallenge(person);
    expect((await prove(token, passkey, await optionsOf(await openedChallenge(person)))).code).toBe('INVALID_CODE');
    const { data: signInOptions } = await call(startPasskeySignIn, { body: {} });
    expect((await prove(token, passkey, signInOptions)).code).toBe('INVALID_CODE');
    const stranger = await withPasskey();
    expect((await prove(token, stranger.passkey, await optionsOf(token))).code).toBe('INVALID_CODE');
    expect((await prove(token, passkey, await optionsOf(token))).status).toBe(200);
  });

  it('has options for whoever has a passkey only, and needs a challenge', async () => {
    const person = await makePerson();
    await enrol(person);
    const token = await openedChallenge(person);
    expect((await call(startSecondFactor, { body: { challenge_token: token, method } })).status).toBe(404);
    expect((await call(startSecondFactor, { body: { challenge_token: 'a'.repeat(43), method } })).code).toBe('INVALID_TOKEN');
    expect((await call(startSecondFactor, { body: { method } })).code).toBe('INVALID_TOKEN');
  });
});

describe('a passkey asked for after the password', () => {
  it('is switched on and off: codes come with it and go with it; one event and one mail each', async () => {
    const { person, caller, passkey } = await withPasskey();
    const on = await withEvents(() => call(enableFactor, { ...caller, body: { method } }));
    expect([on.result.status, on.result.data.backup_codes]).toEqual([200, expect.any(Array)]);
    expect(on.events).toMatchObject([{ action: 'factor.enabled', reason: method }]);
    expect((await call(listFactors, caller)).data).toMatchObject({ factors: [{ method }], backup_codes_left: 10 });
    expect((await call(enableFactor, { ...caller, body: { method } })).code).toBe('CONFLICT');
    const token = await openedChallenge(person);
    expect((await prove(token, passkey, await optionsOf(token))).status).toBe(200);
    const off = await withEvents(() => call(disableFactor, { ...caller, body: { method } }));
    expect(off.events).toMatchObject([{ action: 'factor.disabled', reason: method }]);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    expect(await db().backupCode.count({ where: { userId: person.id } })).toBe(0);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['passkey_added', 'factor_enabled', 'factor_disabled']);
  });

  it('needs a passkey', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(enableFactor, { bearer, body: { method } })).status).toBe(404);
  });

  it('keeps the backup codes of a factor that is on', async () => {
    const { session } = await withBoth();
    const answer = await call(enableFactor, { bearer: session.accessToken, body: { method } });
    expect([answer.status, answer.data]).toEqual([200, {}]);
    expect((await call(listFactors, { bearer: session.accessToken })).data).toMatchObject({ backup_codes_left: 10 });
  });

  it('is off with the last passkey', async () => {
    const { person, caller, passkey } = await withPasskey();
    await call(enableFactor, { ...caller, body: { method } });
    const { events } = await withEvents(() => call(removePasskey, { ...caller, params: { passkey_id: passkey.id } }));
    expect(events.map(({ action }) => action)).toEqual(['factor.disabled', 'passkey.removed']);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
  });

  it('never ends as a factor that nothing can prove, however enabling and removing meet', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { person, caller, passkey } = await withPasskey();
      await Promise.all([
        call(enableFactor, { ...caller, body: { method } }),
        call(removePasskey, { ...caller, params: { passkey_id: passkey.id } }),
      ]);
      expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    }
  });
});

describe('step-up', () => {
  async function stale() {
    const made = await withPasskey();
    await makeStale(made.session.sessionId);
    const { data } = await call(startStepUp, { ...made.caller, body: {} });
    return { ...made, data };
  }
  const verify = (caller: object, passkey: SoftPasskey, options: { challenge: string }, forgery: Forgery = {}) =>
    call(verifyStepUp, { ...caller, body: { method, credential: assertWith(passkey, options, forgery) } });

  it('lists the passkey first, and a passkey renews the proof', async () => {
    const { caller, passkey, data } = await stale();
    expect(data).toMatchObject({
      methods: ['passkey', 'password'],
      fresh_until: null,
      passkey_options: { userVerification: 'required', allowCredentials: [{ id: passkey.credentialId }] },
    });
    const { result, events } = await withEvents(() => verify(caller, passkey, data.passkey_options));
    expect([result.status, Date.parse(result.data.fresh_until) > Date.now()]).toEqual([200, true]);
    expect(events).toMatchObject([{ action: 'step_up.completed', reason: method }]);
    expect((await call(startPasskey, { ...caller, body: {} })).status).toBe(200);
  });

  it('has no options where there is no passkey', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(startStepUp, { bearer, body: {} })).data).toEqual({ methods: ['password'], fresh_until: expect.any(String) });
  });

  it('stands before the factors, and the password is not enough beside them', async () => {
    await awayFromStepEnd();
    const { session } = await withBoth();
    const bearer = session.accessToken;
    await makeStale(session.sessionId);
    expect((await call(startStepUp, { bearer, body: {} })).data.methods).toEqual(['passkey', 'totp', 'backup_code']);
    expect((await call(verifyStepUp, { bearer, body: { method: 'password', password: goodPassword } })).code).toBe('FORBIDDEN');
    expect((await call(verifyStepUp, { bearer, body: { method: 'totp', code: totpCode(session.secret) } })).status).toBe(200);
  });

  it('is good for its own session once, and takes no other challenge', async () => {
    const { person, caller, passkey, data } = await stale();
    const other = await signIn(person);
    expect((await verify({ bearer: other.accessToken }, passkey, data.passkey_options)).code).toBe('INVALID_CODE');
    const { data: signInOptions } = await call(startPasskeySignIn, { body: {} });
    expect((await verify(caller, passkey, signInOptions)).code).toBe('INVALID_CODE');
    const stranger = await withPasskey();
    expect((await verify(caller, stranger.passkey, data.passkey_options)).code).toBe('INVALID_CODE');
    const again = (await call(startStepUp, { ...caller, body: {} })).data.passkey_options;
    expect((await verify(caller, passkey, again, { userVerified: false })).code).toBe('INVALID_CODE');
    expect((await verify(caller, passkey, again)).code).toBe('INVALID_CODE');
    const last = (await call(startStepUp, { ...caller, body: {} })).data.passkey_options;
    expect((await verify(caller, passkey, last)).status).toBe(200);
    expect((await verify(caller, passkey, last)).code).toBe('INVALID_CODE');
  });

  it('needs the answer of the passkey', async () => {
    const { caller } = await stale();
    const answer = await call(verifyStepUp, { ...caller, body: { method } });
    expect([answer.status, answer.fields[0]?.path]).toEqual([400, 'credential']);
  });
});
