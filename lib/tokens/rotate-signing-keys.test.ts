import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { getMe } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { call } from '#scripts/testing/api.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { withEvents } from '#scripts/testing/rows.ts';
import { ageNextKey, rotateNow } from '#scripts/testing/signing-keys.ts';
import { signAccessToken, verifyAccessToken } from './access-token.ts';
import { makeKeyPair } from './key-pair.ts';
import { prepareSigningKeys, replaceSigningKeys, requestRotation, rotateSigningKeys, rotateWithin } from './rotate-signing-keys.ts';
import { currentSigner, forgetSigningKeys, readJwks } from './signing-keys.ts';

const daySeconds = 24 * 3600;

function rows() {
  return db().signingKey.findMany({ orderBy: { createdAt: 'asc' } });
}

async function states(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = { current: [], next: [], retired: [] };
  for (const { kid, state } of await rows()) found[state]?.push(kid);
  return found;
}

async function only(state: 'current' | 'next'): Promise<string> {
  const kids = (await states())[state];
  expect(kids).toHaveLength(1);
  return kids?.[0] ?? '';
}

async function published(): Promise<string[]> {
  forgetSigningKeys();
  return (await readJwks()).keys.map(({ kid }) => kid);
}

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

async function tokenOf(person: Person): Promise<string> {
  return (await signIn(person)).accessToken;
}

async function statusOf(token: string): Promise<number> {
  return (await call(getMe, { bearer: token })).status;
}

beforeEach(async () => {
  await db().signingKey.deleteMany();
  forgetSigningKeys();
  await prepareSigningKeys('EdDSA');
});

describe('the first start', () => {
  it('makes one current and one next key, also when eight instances start at once', async () => {
    await db().signingKey.deleteMany();
    await Promise.all(Array.from({ length: 8 }, () => prepareSigningKeys('EdDSA')));
    const { current, next, retired } = await states();
    expect([current?.length, next?.length, retired?.length]).toEqual([1, 1, 0]);
  });

  it('of an installation with one key from before keeps that key and publishes a next one', async () => {
    const kid = await only('current');
    await db().signingKey.deleteMany({ where: { state: 'next' } });
    await prepareSigningKeys('EdDSA');
    expect(await only('current')).toBe(kid);
    expect(await published()).toEqual([kid, await only('next')]);
  });

  it('again changes nothing', async () => {
    const before = await rows();
    await prepareSigningKeys('EdDSA');
    expect(await rows()).toEqual(before);
  });
});

describe('a rotation', () => {
  it('lets the published next key sign, keeps the old one for its tokens, and publishes a new next one', async () => {
    const person = await makePerson();
    const [old, coming] = [await only('current'), await only('next')];
    expect(await published()).toEqual([old, coming]);
    const before = await tokenOf(person);
    expect(kidOf(before)).toBe(old);
    expect(await rotateNow()).toEqual({ status: 'rotated', reason: 'requested', kid: coming, algorithm: 'EdDSA' });
    const after = await tokenOf(person);
    expect(kidOf(after)).toBe(coming);
    expect([await statusOf(before), await statusOf(after)]).toEqual([200, 200]);
    expect(await published()).toEqual([coming, await only('next'), old]);
    expect(await only('next')).not.toBe(coming);
  });

  it('destroys the private part of the old key, and the database holds no retired key that has one', async () => {
    const old = await only('current');
    await rotateNow();
    const row = await db().signingKey.findUniqueOrThrow({ where: { kid: old } });
    expect(row).toMatchObject({ state: 'retired', privateSealed: null, retiredAt: expect.any(Date) });
    // 15 minutes of its last token, and a minute for clocks and for instances that have not heard yet.
    expect((row.expiresAt?.getTime() ?? 0) - (row.retiredAt?.getTime() ?? 0)).toBe(960_000);
    await expect(db().signingKey.update({ where: { kid: old }, data: { privateSealed: randomBytes(48) } })).rejects.toThrow();
    await expect(db().signingKey.update({ where: { kid: old }, data: { expiresAt: null } })).rejects.toThrow();
  });

  it('never comes before the next key has been published for longer than any cache keeps the key set', async () => {
    const [old, coming] = [await only('current'), await only('next')];
    const { createdAt } = await db().signingKey.findUniqueOrThrow({ where: { kid: coming } });
    const until = new Date(createdAt.getTime() + 900_000);
    expect(await requestRotation()).toEqual({ status: 'waiting', until });
    await db().signingKey.update({ where: { kid: coming }, data: { createdAt: ago(890) } });
    expect((await rotateSigningKeys()).status).toBe('waiting');
    expect(await only('current')).toBe(old);
    await db().signingKey.update({ where: { kid: coming }, data: { createdAt: ago(901) } });
    // What was asked for happens by itself then.
    expect(await rotateSigningKeys()).toMatchObject({ status: 'rotated', reason: 'requested', kid: coming });
    await ageNextKey();
    expect((await rotateSigningKeys()).status).toBe('not_due');
  });

  it('happens once, also when eight instances find it due at once', async () => {
    await ageNextKey();
    await db().signingKey.updateMany({ where: { state: 'current' }, data: { activatedAt: ago(91 * daySeconds) } });
    const { result, events } = await withEvents(() => Promise.all(Array.from({ length: 8 }, () => rotateSigningKeys())));
    expect(result.filter(({ status }) => status === 'rotated')).toHaveLength(1);
    expect(events.map(({ action }) => action)).toEqual(['signing_key.rotated']);
    expect((await states()).retired).toHaveLength(1);
    await only('current');
    await only('next');
  });

  it('comes on schedule: 90 days after the last one and not before', async () => {
    await ageNextKey();
    await db().signingKey.updateMany({ where: { state: 'current' }, data: { activatedAt: ago(90 * daySeconds - 60) } });
    expect((await rotateSigningKeys()).status).toBe('not_due');
    await db().signingKey.updateMany({ where: { state: 'current' }, data: { activatedAt: ago(90 * daySeconds + 1) } });
    expect(await rotateSigningKeys()).toMatchObject({ status: 'rotated', reason: 'scheduled' });
  });

  it('is in the trail, with the old and the new key', async () => {
    const [old, coming] = [await only('current'), await only('next')];
    const { events } = await withEvents(rotateNow);
    expect(events).toMatchObject([
      { action: 'signing_key.rotation_requested', result: 'success', actorType: 'system', targetType: 'signing_key', targetId: old },
      { action: 'signing_key.rotated', result: 'success', reason: 'requested', targetId: coming, changedFields: ['current'] },
    ]);
  });

  it('that the database or the process loses half way leaves everything as it was, and the next one works', async () => {
    await ageNextKey();
    await requestRotationOnly();
    const before = await rows();
    const fresh = await makeKeyPair('EdDSA');
    const thrown = inTransaction(async (transaction) => {
      expect((await rotateWithin(transaction, fresh)).status).toBe('rotated');
      throw new Error('killed');
    });
    await expect(thrown).rejects.toThrow('killed');
    const cut = inTransaction(async (transaction) => {
      await rotateWithin(transaction, fresh);
      // What a killed process leaves: a connection that is gone before the commit.
      await transaction.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    });
    await expect(cut).rejects.toThrow();
    expect(await rows()).toEqual(before);
    expect((await rotateSigningKeys()).status).toBe('rotated');
  });

  async function requestRotationOnly(): Promise<void> {
    await db().signingKey.updateMany({ where: { state: 'current' }, data: { rotationRequestedAt: new Date() } });
  }

  it('is heard of by a process that did not do it within a second: it signs with the new key', async () => {
    const signer = await currentSigner();
    await ageNextKey();
    await requestRotation();
    await sleep(1000);
    expect((await currentSigner()).kid).not.toBe(signer.kid);
  });
});

describe('a retired key', () => {
  it('verifies until the last token it signed has ended, then neither cache nor signature helps', async () => {
    const person = await makePerson();
    const [looked, unseen] = [await tokenOf(person), await tokenOf(person)];
    const old = kidOf(looked) ?? '';
    expect(await statusOf(looked)).toBe(200);
    await rotateNow();
    expect(await statusOf(looked)).toBe(200);
    await db().signingKey.update({ where: { kid: old }, data: { expiresAt: ago(0) } });
    forgetSigningKeys();
    for (const token of [looked, unseen]) {
      const answer = await call(getMe, { bearer: token });
      expect([answer.status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(await published()).not.toContain(old);
    // The row is still there: it is the reading that refuses.
    expect(await db().signingKey.count({ where: { kid: old } })).toBe(1);
    const { events } = await withEvents(rotateSigningKeys);
    expect(events).toMatchObject([{ action: 'signing_key.removed', reason: 'expired', targetId: old }]);
    expect(await db().signingKey.count({ where: { kid: old } })).toBe(0);
  });

  it('is removed once, also when eight instances clean up at once', async () => {
    await rotateNow();
    await db().signingKey.updateMany({ where: { state: 'retired' }, data: { expiresAt: ago(1) } });
    const { events } = await withEvents(() => Promise.all(Array.from({ length: 8 }, () => rotateSigningKeys())));
    expect(events.map(({ action }) => action)).toEqual(['signing_key.removed']);
  });
});

describe('keys that may be known to somebody else', () => {
  it('are all replaced at once: within a second nothing they signed counts, whether it was seen before or not', async () => {
    const person = await makePerson();
    await rotateNow();
    const [looked, unseen] = [await tokenOf(person), await tokenOf(person)];
    expect(await statusOf(looked)).toBe(200);
    const before = (await rows()).map(({ kid }) => kid);
    const { events } = await withEvents(() => replaceSigningKeys('EdDSA'));
    expect(events.map(({ action, reason }) => `${action} ${reason}`)).toEqual([
      ...before.map(() => 'signing_key.removed compromised'),
      'signing_key.rotated compromised',
    ]);
    await sleep(1000);
    expect([await statusOf(looked), await statusOf(unseen)]).toEqual([401, 401]);
    const keys = await published();
    expect(keys).toHaveLength(2);
    expect(keys.some((kid) => before.includes(kid))).toBe(false);
    expect(await statusOf(await tokenOf(person))).toBe(200);
  });

  it('one instance believes what another one signs with the new key at once, however fresh its own copy is', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const key = Symbol.for('gatehouse.fresh-copy.signing-keys');
    const stale: unknown = Reflect.get(globalThis, key);
    await replaceSigningKeys('EdDSA');
    forgetSigningKeys();
    const claims = { sub: person.id, sid: session.sessionId, pool: defaultPool, roles: [], permissions: [] };
    const { token } = await signAccessToken(claims);
    // This process as another instance that read the keys before they were replaced.
    Reflect.set(globalThis, key, { ...(stale as object), startedAt: performance.now() });
    expect(await verifyAccessToken(token)).toMatchObject({ kind: 'session', userId: person.id });
  });
});

describe('another algorithm', () => {
  it('is published at the start, signs once it is known everywhere, and the tokens of the old one stay valid', async () => {
    const person = await makePerson();
    const [old, unused] = [await only('current'), await only('next')];
    const before = await tokenOf(person);
    await prepareSigningKeys('ES256');
    await prepareSigningKeys('ES256');
    const coming = await only('next');
    expect(await published()).toEqual([old, coming]);
    expect(coming).not.toBe(unused);
    expect(kidOf(await tokenOf(person))).toBe(old);
    expect((await rotateSigningKeys()).status).toBe('waiting');
    await ageNextKey();
    expect(await rotateSigningKeys()).toEqual({ status: 'rotated', reason: 'algorithm', kid: coming, algorithm: 'ES256' });
    forgetSigningKeys();
    const after = await tokenOf(person);
    expect(decodeProtectedHeader(after)).toMatchObject({ alg: 'ES256', kid: coming });
    expect([await statusOf(before), await statusOf(after)]).toEqual([200, 200]);
    const find = createLocalJWKSet(await readJwks());
    for (const token of [before, after]) expect((await jwtVerify(token, find)).payload.sub).toBe(person.id);
    expect(Object.fromEntries((await rows()).map(({ algorithm, state }) => [state, algorithm]))).toEqual({
      retired: 'EdDSA',
      current: 'ES256',
      next: 'ES256',
    });
  });

  it('is settled by the instance that started last, not by each job in turn', async () => {
    await prepareSigningKeys('RS256');
    await ageNextKey();
    // An instance that still runs with the old setting does the rotation.
    expect(env().TOKEN_ALGORITHM).toBe('EdDSA');
    expect(await rotateSigningKeys()).toMatchObject({ status: 'rotated', algorithm: 'RS256' });
    expect((await rows()).find(({ state }) => state === 'next')?.algorithm).toBe('RS256');
  });

  it('chosen while a rotation was being prepared makes that one wait, and no key of the wrong kind', async () => {
    const before = await states();
    await db().signingKey.updateMany({ where: { state: 'current' }, data: { activatedAt: ago(91 * daySeconds) } });
    await ageNextKey();
    const prepared = await makeKeyPair('ES256');
    expect((await inTransaction((transaction) => rotateWithin(transaction, prepared))).status).toBe('waiting');
    expect(await states()).toEqual(before);
  });

  it('chosen and taken back before it signed changes nothing but the next key', async () => {
    const old = await only('current');
    await prepareSigningKeys('RS256');
    await prepareSigningKeys('EdDSA');
    expect(await only('current')).toBe(old);
    expect((await rows()).map(({ algorithm }) => algorithm)).toEqual(['EdDSA', 'EdDSA']);
  });
});

describe('the private keys', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  /** This room as a process sees it that starts with other encryption keys. */
  async function restartedWith(encryptionKeys: string) {
    vi.stubEnv('ENCRYPTION_KEYS', encryptionKeys);
    vi.resetModules();
    Reflect.deleteProperty(globalThis, Symbol.for('gatehouse.fresh-copy.signing-keys'));
    return { ...(await import('./signing-keys.ts')), ...(await import('./rotate-signing-keys.ts')) };
  }

  it('are in no column as they are', async () => {
    for (const { privateSealed, publicJwk } of await rows()) {
      const sealed = Buffer.from(privateSealed ?? []);
      expect(sealed.includes('"d"')).toBe(false);
      expect(JSON.stringify(publicJwk)).not.toContain('"d"');
    }
  });

  it('open, and can be rotated, after ENCRYPTION_KEYS got a new first key', async () => {
    const { ENCRYPTION_KEYS } = env();
    const old = ENCRYPTION_KEYS.map(({ id, base64 }) => `${id}:${base64}`).join(',');
    const kid = await only('current');
    const room = await restartedWith(`new:${randomBytes(32).toString('base64')},${old}`);
    expect((await room.currentSigner()).kid).toBe(kid);
    await ageNextKey();
    expect((await room.requestRotation()).status).toBe('rotated');
    room.forgetSigningKeys();
    expect((await room.currentSigner()).kid).not.toBe(kid);
  });

  it('without their encryption key are an outage: no new key is made in their place, and the public ones stay known', async () => {
    const before = await rows();
    const room = await restartedWith(`other:${randomBytes(32).toString('base64')}`);
    await expect(room.currentSigner()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const kids = (await room.readJwks()).keys.map(({ kid }) => kid);
    expect(kids.sort()).toEqual(before.map(({ kid }) => kid).sort());
    expect(await rows()).toEqual(before);
  });

  it('moved to the row of another key do not open', async () => {
    const [current, next] = [await only('current'), await only('next')];
    const { privateSealed } = await db().signingKey.findUniqueOrThrow({ where: { kid: next } });
    await db().signingKey.update({ where: { kid: current }, data: { privateSealed } });
    forgetSigningKeys();
    await expect(currentSigner()).rejects.toThrow();
  });
});
