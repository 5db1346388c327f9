import { expect, it, vi } from 'vitest';
import { changePassword, login, register } from '#lib/contracts/auth.ts';
import { verifyStepUp } from '#lib/contracts/factors.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, masked } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { events, withEvents } from '#scripts/testing/rows.ts';
import { hashQueue } from './hash-queue.ts';
import { isOwnHash } from './slow-hash.ts';

const password = 'correct horse battery';
// From crypt(3), Python's hashlib and the Argon2 reference implementation.
const bcrypt = '$2y$06$abcdefghijklmnopqrstuu50eFBEC8vQwBnuFXMHE45jBnqvQ8xz.';
const imported: [string, string, string][] = [
  ['bcrypt', bcrypt, password],
  ['scrypt', '$scrypt$ln=14,r=8,p=1$Z2F0ZWhvdXNlIHNhbHQ$Fo3esf6yNJv3g4bRIhW1sMLQaT68EtYDWSvyrEQV3iI', password],
  ['pbkdf2', '$pbkdf2-sha256$i=2000,l=32$Z2F0ZWhvdXNlIHNhbHQ$/+5yUH8+Hrg8wMsmqNTtAA+HySJc1EnDEwTjKGYF0ZI', password],
  ['argon2', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA', 'password'],
];

async function importedPerson(passwordHash: string, options: { verified?: boolean } = {}): Promise<Person> {
  const person = await makePerson(options);
  await db().user.update({ where: { id: person.id }, data: { passwordHash } });
  return person;
}

async function hashOf({ id }: Person): Promise<string> {
  return (await db().user.findUniqueOrThrow({ where: { id } })).passwordHash ?? '';
}

const tryLogin = (person: Person, typed: string) => call(login, { body: { email: person.email, password: typed } });

it.each(imported)('%s: signs in, is ours afterwards, and the same password goes on working', async (scheme, hash, right) => {
  const person = await importedPerson(hash);
  const before = await db().user.findUniqueOrThrow({ where: { id: person.id } });
  const { result, events: written } = await withEvents(() => tryLogin(person, right));
  expect(result.status).toBe(200);
  expect(isOwnHash(await hashOf(person))).toBe(true);
  expect(written.map(({ action, reason }) => [action, reason])).toEqual([
    ['password.upgraded', scheme],
    ['session.created', 'password'],
  ]);
  // It is the same password: nothing was changed that a person would have to be told.
  expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).passwordChangedAt).toEqual(before.passwordChangedAt);
  expect((await tryLogin(person, right)).status).toBe(200);
  expect((await events({ subjectId: person.id, action: 'password.upgraded' })).length).toBe(1);
});

it.each(imported)('%s: a wrong password is refused as for anybody else and changes nothing', async (_, hash) => {
  const person = await importedPerson(hash);
  const wrong = await tryLogin(person, 'wrong password');
  const unknown = await call(login, { body: { email: newEmail(), password: 'wrong password' } });
  expect([wrong.status, masked(wrong)]).toEqual([401, masked(unknown)]);
  expect(await hashOf(person)).toBe(hash);
  expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).failedSignIns).toBe(1);
});

it('every check of a foreign hash does at least the work of an unknown account, and all of it in the queue', async () => {
  const person = await importedPerson(imported[2]?.[1] ?? '');
  const run = vi.spyOn(hashQueue, 'run');
  await tryLogin(person, 'wrong password');
  const wrong = run.mock.calls.length;
  await tryLogin(person, password);
  const right = run.mock.calls.length - wrong;
  run.mockRestore();
  expect([wrong, right]).toEqual([2, 2]);
});

it('parallel sign-ins upgrade once', async () => {
  const person = await importedPerson(bcrypt);
  const answers = await callInParallel(4, login, () => ({ body: { email: person.email, password } }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await events({ subjectId: person.id, action: 'password.upgraded' })).length).toBe(1);
});

it('a password that was changed meanwhile is not overwritten by an upgrade', async () => {
  const person = await importedPerson(bcrypt);
  const run = hashQueue.run.bind(hashQueue);
  let jobs = 0;
  const spy = vi.spyOn(hashQueue, 'run').mockImplementation(async (job) => {
    jobs += 1;
    // The second job is the new hash: between the check and the update somebody sets another password.
    if (jobs === 2) await db().user.update({ where: { id: person.id }, data: { passwordHash: 'changed' } });
    return run(job);
  });
  await tryLogin(person, password);
  spy.mockRestore();
  expect(await hashOf(person)).toBe('changed');
  expect(await events({ subjectId: person.id, action: 'password.upgraded' })).toEqual([]);
});

it('a bcrypt password of more than 72 bytes signs in and is not upgraded: nobody checked its end', async () => {
  const hash = '$2b$05$abcdefghijklmnopqrstuum5b7001msdSbBfQPUa.5.JBZ3wxD.GK';
  const person = await importedPerson(hash);
  expect((await tryLogin(person, `${'ü'.repeat(36)}tail with a slip`)).status).toBe(200);
  expect(await hashOf(person)).toBe(hash);
  expect((await tryLogin(person, `${'ü'.repeat(36)}tail one`)).status).toBe(200);
});

it('a stored hash beyond the bounds is never computed: nobody signs in with it', async () => {
  const person = await importedPerson('$2b$31$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.');
  expect((await tryLogin(person, password)).code).toBe('INVALID_CREDENTIALS');
  expect((await tryLogin(await importedPerson('nonsense'), password)).code).toBe('INVALID_CREDENTIALS');
});

it('change-password and a step-up with the password accept a foreign hash too', async () => {
  const person = await makePerson();
  const { accessToken: bearer, sessionId } = await signIn(person);
  const body = { method: 'password', password };
  await db().user.update({ where: { id: person.id }, data: { passwordHash: bcrypt } });
  await makeStale(sessionId);
  expect((await call(verifyStepUp, { bearer, body: { ...body, password: 'wrong password' } })).code).toBe('INVALID_CREDENTIALS');
  expect((await call(verifyStepUp, { bearer, body })).status).toBe(200);
  expect(isOwnHash(await hashOf(person))).toBe(true);
  await db().user.update({ where: { id: person.id }, data: { passwordHash: bcrypt } });
  const change = await call(changePassword, { bearer, body: { current_password: password, new_password: 'another long secret' } });
  expect(change.status).toBe(200);
  expect((await tryLogin(person, 'another long secret')).status).toBe(200);
});

it('a registration never computes a foreign hash, and so takes as long for a taken address as for a new one', async () => {
  const person = await importedPerson(bcrypt, { verified: false });
  const run = vi.spyOn(hashQueue, 'run');
  const body = (email: string) => ({ email, password, accept_terms: true });
  await call(register, { body: body(newEmail()) });
  const forNew = run.mock.calls.length;
  const answer = await call(register, { body: body(person.email) });
  const forTaken = run.mock.calls.length - forNew;
  run.mockRestore();
  expect([answer.status, forTaken]).toEqual([202, forNew]);
  // The same password cannot be told from another one, so the mailbox decides.
  expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).registrationContested).toBe(true);
});
