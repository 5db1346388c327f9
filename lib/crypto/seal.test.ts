import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPersonalData, sealPersonalData } from '#lib/accounts/personal-data.ts';
import { login } from '#lib/contracts/auth.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { call } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { createDataKey, findDataKey, unwrapDataKey } from './data-keys.ts';
import { seal, unseal } from './seal.ts';

const key = randomBytes(32);
const context = 'user.email:1';

describe('a sealed value', () => {
  it('opens to what was sealed, text or bytes, also when empty', () => {
    for (const text of ['ada@example.com', '', 'é😀\u0000', 'x'.repeat(10_000)]) {
      expect(unseal(key, seal(key, text, context), context).toString('utf8')).toBe(text);
    }
    expect(unseal(key, seal(key, key, context), context)).toEqual(key);
  });

  it('never looks the same twice', () => {
    expect(Buffer.from(seal(key, 'x', context)).equals(Buffer.from(seal(key, 'x', context)))).toBe(false);
  });

  it('does not open when a single bit of it differs', () => {
    const sealed = seal(key, 'ada', context);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Uint8Array.from(sealed);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unseal(key, altered, context)).toThrow();
    }
  });

  it('does not open at another place, with another key, shortened or lengthened', () => {
    const sealed = seal(key, 'ada', context);
    for (const other of ['user.email:2', 'user.name:1', '', 'user.email:1 ']) expect(() => unseal(key, sealed, other)).toThrow();
    expect(() => unseal(randomBytes(32), sealed, context)).toThrow();
    for (let length = 0; length < sealed.length; length += 1) expect(() => unseal(key, sealed.subarray(0, length), context)).toThrow();
    expect(() => unseal(key, Buffer.concat([sealed, Buffer.of(0)]), context)).toThrow();
  });

  it('of a person does not open in another column or row', () => {
    const row = { emailSealed: null, nameSealed: null, firstNameSealed: null, lastNameSealed: null, phoneSealed: null };
    const { nameSealed = null } = sealPersonalData(key, 'a', { name: 'Ada' });
    expect(openPersonalData(key, 'a', { ...row, nameSealed }).name).toBe('Ada');
    expect(() => openPersonalData(key, 'b', { ...row, nameSealed })).toThrow();
    expect(() => openPersonalData(key, 'a', { ...row, firstNameSealed: nameSealed })).toThrow();
  });
});

describe('in the database', () => {
  it('a name moved to another person or column, or altered, is an error and never another name', async () => {
    const [ada, bob] = [await makePerson(), await makePerson()];
    const session = await signIn(ada);
    await call(updateMe, { bearer: session.accessToken, body: { name: 'Ada' } });
    await call(updateMe, { bearer: (await signIn(bob)).accessToken, body: { name: 'Bob' } });
    const { nameSealed: own } = await db().user.findUniqueOrThrow({ where: { id: ada.id } });
    const { nameSealed: foreign } = await db().user.findUniqueOrThrow({ where: { id: bob.id } });
    const flipped = Uint8Array.from(own ?? []);
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    for (const data of [{ nameSealed: foreign }, { firstNameSealed: own }, { nameSealed: flipped }, { nameSealed: new Uint8Array() }]) {
      await db().user.update({ where: { id: ada.id }, data: { nameSealed: own, firstNameSealed: null, ...data } });
      const answer = await call(getMe, { bearer: session.accessToken });
      expect([answer.status, answer.data]).toEqual([500, undefined]);
    }
    await db().user.update({ where: { id: ada.id }, data: { nameSealed: own, firstNameSealed: null } });
    expect((await call(getMe, { bearer: session.accessToken })).data.name).toBe('Ada');
  });

  it("a data key does not open under another subject's id", async () => {
    const [one, two] = [uuidv7(), uuidv7()];
    const made = await inTransaction((transaction) => createDataKey(transaction, one));
    const row = await db().dataKey.findUniqueOrThrow({ where: { subjectId: one } });
    const wrapped = { wrappedKey: row.wrappedKey, encryptionKeyId: row.encryptionKey };
    expect(unwrapDataKey(one, wrapped)).toEqual(made);
    expect(() => unwrapDataKey(two, wrapped)).toThrow();
    expect(Buffer.from(row.wrappedKey).includes(made)).toBe(false);
  });

  it('a missing key-encryption key is an outage (503), never an empty value', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    await db().dataKey.update({ where: { subjectId: person.id }, data: { encryptionKey: 'lost' } });
    await expect(findDataKey(db(), person.id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    for (const answer of [
      await call(getMe, { bearer: session.accessToken }),
      await call(login, { body: { email: person.email, password: goodPassword } }),
    ]) {
      expect([answer.status, answer.code, answer.data]).toEqual([503, 'UNAVAILABLE', undefined]);
    }
    await db().dataKey.update({ where: { subjectId: person.id }, data: { encryptionKey: 'test' } });
    expect((await call(getMe, { bearer: session.accessToken })).data.email).toBe(person.email);
  });

  it('a destroyed data key ends every way in: nothing can be opened any more', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    await db().dataKey.delete({ where: { subjectId: person.id } });
    expect((await call(getMe, { bearer: session.accessToken })).status).toBe(401);
    expect((await call(login, { body: { email: person.email, password: goodPassword } })).code).toBe('INVALID_CREDENTIALS');
  });
});
