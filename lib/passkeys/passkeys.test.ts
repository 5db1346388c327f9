import { randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { listFactors } from '#lib/contracts/factors.ts';
import {
  addPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
  startPasskey,
  startPasskeySignIn,
  verifyPasskeySignIn,
} from '#lib/contracts/passkeys.ts';
import { db } from '#lib/db/client.ts';
import { type CallOptions, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails } from '#scripts/testing/mails.ts';
import { addedPasskey, assertWith, type Forgery, makePasskey, signInWithPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

async function signedIn() {
  const person = await makePerson();
  const session = await signIn(person);
  return { person, session, caller: { bearer: session.accessToken } satisfies CallOptions };
}

async function newOptions(caller: CallOptions) {
  return (await call(startPasskey, { ...caller, body: {} })).data;
}

const shape = {
  id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  name: 'iCloud Keychain',
  provider: 'iCloud Keychain',
  device_type: 'multi_device',
  backed_up: true,
  created_at: expect.any(String),
  last_used_at: null,
};

describe('POST /users/me/passkeys/options', () => {
  it('asks for a discoverable passkey of this person that verifies them, without attestation', async () => {
    const { person, caller } = await signedIn();
    const first = await addedPasskey(caller);
    expect(await newOptions(caller)).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rp: { id: 'localhost', name: 'Gatehouse' },
      user: { id: Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64url'), name: person.email, displayName: '' },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ alg, type: 'public-key' })),
      timeout: 300_000,
      attestation: 'none',
      excludeCredentials: [{ id: first.credentialId, type: 'public-key', transports: ['internal', 'hybrid'] }],
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      hints: [],
      extensions: { credProps: true },
    });
  });
});

describe('POST /users/me/passkeys', () => {
  it('adds a passkey: one event, one mail, other sessions have to prove themselves again', async () => {
    const { person, session, caller } = await signedIn();
    const other = await signIn(person);
    const { credential } = makePasskey(await newOptions(caller));
    const { result, events } = await withEvents(() => call(addPasskey, { ...caller, body: { credential } }));
    expect([result.status, result.data]).toEqual([201, shape]);
    expect(events).toMatchObject([
      {
        action: 'passkey.created',
        result: 'success',
        actorId: person.id,
        subjectId: person.id,
        targetType: 'passkey',
        targetId: result.data.id,
      },
    ]);
    expect(await lastMail(person.id, 'passkey_added')).toMatchObject({ name: 'iCloud Keychain', link: 'http://localhost:3000/security' });
    expect((await call(listPasskeys, caller)).data).toEqual([shape]);
    const fresh = await db().session.findMany({ where: { userId: person.id, stepUpAt: { not: null } }, select: { id: true } });
    expect(fresh).toEqual([{ id: session.sessionId }]);
    expect((await call(startPasskey, { bearer: other.accessToken, body: {} })).code).toBe('STEP_UP_REQUIRED');
  });

  it('keeps the name that was given, sealed', async () => {
    const { caller } = await signedIn();
    const { credential } = makePasskey(await newOptions(caller), { backupEligible: false });
    const { data } = await call(addPasskey, { ...caller, body: { credential, name: '  Adas Zwiebelturm ' } });
    expect(data).toMatchObject({ name: 'Adas Zwiebelturm', device_type: 'single_device', backed_up: false });
    const rows = await everyRow();
    expect(rows).not.toContain('Zwiebelturm');
    expect(rows).not.toContain(Buffer.from('Zwiebelturm').toString('hex'));
  });

  it('alone does not gate the password', async () => {
    const { person, caller } = await signedIn();
    await addedPasskey(caller);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).status).toBe(200);
    expect((await call(listFactors, caller)).data.factors).toEqual([]);
  });

  it('a challenge makes one passkey, also under 50 parallel tries', async () => {
    const { caller } = await signedIn();
    const { credential } = makePasskey(await newOptions(caller));
    const answers = await callInParallel(50, addPasskey, () => ({ ...caller, body: { credential } }));
    expect(statuses(answers)).toEqual({ 201: 1, 400: 49 });
  });

  const forgeries: [string, Forgery][] = [
    ['a challenge that nobody made', { challenge: 'A'.repeat(43) }],
    ['the type of signing in', { type: 'webauthn.get' }],
    ['an origin of the other scheme', { origin: 'https://localhost:3000' }],
    ['an origin at another port', { origin: 'http://localhost:3001' }],
    ['an origin of a subdomain', { origin: 'http://login.localhost:3000' }],
    ['an origin that only begins like ours', { origin: 'http://localhost:3000.evil.example' }],
    ['a page in somebody else’s frame', { crossOrigin: true }],
    ['another RP id', { rpId: 'evil.example' }],
    ['nobody present', { userPresent: false }],
    ['nobody verified', { userVerified: false }],
    ['a backup where none is possible', { backupEligible: false, backedUp: true }],
    ['another id than the signed one', { credentialId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ];

  it.each(forgeries)('refuses %s: 400, no passkey, one event', async (_, forgery) => {
    const { caller } = await signedIn();
    const { credential } = makePasskey(await newOptions(caller), {}, forgery);
    const { result, events } = await withEvents(() => call(addPasskey, { ...caller, body: { credential } }));
    expect([result.status, result.code]).toEqual([400, 'INVALID_TOKEN']);
    expect(events).toMatchObject([{ action: 'passkey.refused', result: 'failure' }]);
    expect((await call(listPasskeys, caller)).data).toEqual([]);
  });

  it('refuses attestation with certificates, which was not asked for, and what is no attestation', async () => {
    const { caller } = await signedIn();
    const options = await newOptions(caller);
    const { credential } = makePasskey(options);
    const decoded = isoCBOR.decodeFirst<Map<string, unknown>>(
      new Uint8Array(Buffer.from(credential.response.attestationObject, 'base64url')),
    );
    decoded.set('fmt', 'fido-u2f');
    const attestationObject = Buffer.from(isoCBOR.encode(decoded as Parameters<typeof isoCBOR.encode>[0])).toString('base64url');
    const response = { ...credential.response, attestationObject };
    expect((await call(addPasskey, { ...caller, body: { credential: { ...credential, response } } })).code).toBe('INVALID_TOKEN');
    for (const garbage of ['', 'AAAA', randomBytes(300).toString('base64url')]) {
      const { credential: good } = makePasskey(await newOptions(caller));
      const body = { credential: { ...good, response: { ...good.response, attestationObject: garbage } } };
      expect((await call(addPasskey, { ...caller, body })).code).toBe('INVALID_TOKEN');
    }
  });

  it('takes no challenge of another session, of another kind or person, or of a sign-in; and a sign-in none of this', async () => {
    const { person, caller } = await signedIn();
    const mine = await newOptions(caller);
    const sameOther = await signIn(person);
    const browser = await signInBrowser(person);
    const foreign = await signedIn();
    for (const other of [{ bearer: sameOther.accessToken }, { cookie: browser.sessionCookie }, foreign.caller]) {
      const { credential } = makePasskey(mine);
      expect((await call(addPasskey, { ...other, body: { credential } })).code).toBe('INVALID_TOKEN');
    }
    const { data: signInOptions } = await call(startPasskeySignIn, { body: {} });
    const { credential } = makePasskey({ ...mine, challenge: signInOptions.challenge });
    expect((await call(addPasskey, { ...caller, body: { credential } })).code).toBe('INVALID_TOKEN');
    const passkey = await addedPasskey(caller);
    const swapped = assertWith(passkey, await newOptions(caller));
    expect((await call(verifyPasskeySignIn, { body: { credential: swapped } })).code).toBe('INVALID_TOKEN');
    expect((await call(addPasskey, { ...caller, body: { credential: makePasskey(mine).credential } })).status).toBe(201);
  });

  it('is a conflict for a credential that is known already, whoever has it', async () => {
    const { caller } = await signedIn();
    const { credentialId } = await addedPasskey(caller);
    for (const other of [caller, (await signedIn()).caller]) {
      const { credential } = makePasskey(await newOptions(other), { credentialId });
      expect((await call(addPasskey, { ...other, body: { credential } })).code).toBe('CONFLICT');
    }
  });

  it('ends at 25 passkeys', async () => {
    const { caller } = await signedIn();
    const pending = await Promise.all(Array.from({ length: 2 }, () => newOptions(caller)));
    for (let count = 0; count < 24; count += 1) await addedPasskey(caller);
    const answers = await callInParallel(2, addPasskey, (index) => ({
      ...caller,
      body: { credential: makePasskey(pending[index]).credential },
    }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 1 });
    expect((await call(startPasskey, { ...caller, body: {} })).code).toBe('CONFLICT');
  }, 30_000);
});

describe('PATCH /users/me/passkeys/{id}', () => {
  it('gives it another name, with one event', async () => {
    const { caller } = await signedIn();
    const { id } = await addedPasskey(caller);
    const { result, events } = await withEvents(() =>
      call(renamePasskey, { ...caller, params: { passkey_id: id }, body: { name: 'Laptop' } }),
    );
    expect([result.status, result.data]).toEqual([200, { ...shape, name: 'Laptop' }]);
    expect(events).toMatchObject([{ action: 'passkey.renamed', targetId: id }]);
    expect((await call(listPasskeys, caller)).data[0].name).toBe('Laptop');
  });

  it('knows no passkey of somebody else', async () => {
    const { id } = await addedPasskey((await signedIn()).caller);
    const { caller } = await signedIn();
    expect((await call(renamePasskey, { ...caller, params: { passkey_id: id }, body: { name: 'Mine' } })).status).toBe(404);
    expect((await call(removePasskey, { ...caller, params: { passkey_id: id } })).status).toBe(404);
  });
});

describe('DELETE /users/me/passkeys/{id}', () => {
  it('removes it: it signs in no more; one event, one mail', async () => {
    const { person, caller } = await signedIn();
    const passkey = await addedPasskey(caller);
    const remove = () => call(removePasskey, { ...caller, params: { passkey_id: passkey.id } });
    const { result, events } = await withEvents(remove);
    expect([result.status, result.data]).toEqual([200, { removed: true }]);
    expect(events).toMatchObject([{ action: 'passkey.removed', targetId: passkey.id }]);
    expect(await lastMail(person.id, 'passkey_removed')).toMatchObject({ name: 'iCloud Keychain' });
    expect((await signInWithPasskey(passkey)).code).toBe('INVALID_CREDENTIALS');
    expect((await remove()).status).toBe(404);
  });

  it('keeps the last one of somebody without a password', async () => {
    const { person, caller } = await signedIn();
    const [first, second] = [await addedPasskey(caller), await addedPasskey(caller)];
    await db().user.update({ where: { id: person.id }, data: { passwordHash: null } });
    expect((await call(removePasskey, { ...caller, params: { passkey_id: first.id } })).status).toBe(200);
    const mails = (await queuedMails(person.id)).length;
    const { result, events } = await withEvents(() => call(removePasskey, { ...caller, params: { passkey_id: second.id } }));
    expect([result.status, result.code]).toEqual([409, 'LAST_SIGN_IN_METHOD']);
    expect(events).toEqual([]);
    expect((await queuedMails(person.id)).length).toBe(mails);
    expect((await signInWithPasskey(second)).status).toBe(200);
  });

  it('asks for a fresh proof, as every change does', async () => {
    const { session, caller } = await signedIn();
    const { id } = await addedPasskey(caller);
    await makeStale(session.sessionId);
    const params = { passkey_id: id };
    for (const answer of [
      await call(removePasskey, { ...caller, params }),
      await call(renamePasskey, { ...caller, params, body: { name: 'x' } }),
      await call(startPasskey, { ...caller, body: {} }),
    ])
      expect([answer.status, answer.code, answer.details.methods]).toEqual([403, 'STEP_UP_REQUIRED', ['passkey', 'password']]);
    expect((await call(listPasskeys, caller)).data).toHaveLength(1);
  });
});
