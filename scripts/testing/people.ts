import { randomBytes } from 'node:crypto';
import { createUser } from '#lib/accounts/create-user.ts';
import { findAccountByEmail } from '#lib/accounts/find-user.ts';
import { login } from '#lib/contracts/auth.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { slowHash } from '#lib/passwords/slow-hash.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import type { SystemRoleName } from '#lib/roles/catalogue.ts';
import { deviceCookieName, sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { type CallOptions, call, cookieOf } from './api.ts';

export const goodPassword = 'four bright lanterns';
let hashed: Promise<string> | undefined;

/** An address that nobody had before. */
export function newEmail(): string {
  return `${randomBytes(6).toString('hex')}@example.com`;
}

export type Person = { id: string; email: string; username: string };

/** Somebody with an account whose password is `goodPassword`, written as registration writes it. */
export async function makePerson(
  options: { role?: SystemRoleName; verified?: boolean; status?: 'suspended'; pool?: string; email?: string; phone?: string } = {},
): Promise<Person> {
  hashed ??= slowHash(goodPassword);
  const passwordHash = await hashed;
  const { pool = defaultPool, email = newEmail() } = options;
  const username = `U${email.split('@')[0]}`;
  const { role = 'user', verified = true, phone } = options;
  const user = await inTransaction((transaction) =>
    createUser(transaction, { pool, email, emailVerified: verified, username, phone, passwordHash, role }),
  );
  if (!user) throw new Error('The address is taken.');
  if (options.status) await db().user.update({ where: { id: user.id }, data: { status: options.status } });
  return { id: user.id, email, username };
}

/** Several of them. */
export async function makePeople(count: number, options: Parameters<typeof makePerson>[0] = {}): Promise<Person[]> {
  const made: Person[] = [];
  // Not all at once: each waits for a connection.
  while (made.length < count)
    made.push(...(await Promise.all(Array.from({ length: Math.min(5, count - made.length) }, () => makePerson(options)))));
  return made;
}

/** What the database says of each. */
export async function statusesOf(people: readonly Person[]): Promise<string[]> {
  const rows = await db().user.findMany({ where: { id: { in: people.map(({ id }) => id) } }, select: { id: true, status: true } });
  const byId = new Map(rows.map(({ id, status }) => [id, status]));
  return people.map(({ id }) => byId.get(id) ?? 'nobody');
}

/** The id of the account with this address. */
export async function userIdOf(email: string): Promise<string> {
  const account = await findAccountByEmail(defaultPool, email);
  if (!account) throw new Error('There is no such account.');
  return account.id;
}

export type ApiSession = { sessionId: string; accessToken: string; refreshToken: string; userAgent: string };

/** Signs in as an application. */
export async function signIn(person: Pick<Person, 'email'>, options: CallOptions = {}): Promise<ApiSession> {
  const userAgent = options.headers?.['user-agent'] ?? 'client/1';
  const headers = { ...options.headers, 'user-agent': userAgent };
  const answer = await call(login, { ...options, headers, body: { email: person.email, password: goodPassword } });
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status} ${answer.code}.`);
  return { sessionId: answer.data.session_id, accessToken: answer.data.access_token, refreshToken: answer.data.refresh_token, userAgent };
}

/** Somebody with an access token. */
export type SignedPerson = Person & { bearer: string };

/** Adds an account and signs in with it as an application. */
export async function makeSignedPerson(options: Parameters<typeof makePerson>[0] = {}): Promise<SignedPerson> {
  const person = await makePerson(options);
  return { ...person, bearer: (await signIn(person)).accessToken };
}

export type BrowserSession = { sessionId: string; sessionCookie: string; deviceCookie: string };

/** Signs in as a browser. */
export async function signInBrowser(
  person: Pick<Person, 'email'>,
  options: CallOptions & { remember?: boolean } = {},
): Promise<BrowserSession> {
  const body = { email: person.email, password: goodPassword, mode: 'cookie', remember_me: options.remember ?? false };
  const answer = await call(login, { ...options, body });
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status} ${answer.code}.`);
  return {
    sessionId: answer.data.session_id,
    sessionCookie: cookieOf(answer, sessionCookieName()),
    deviceCookie: cookieOf(answer, deviceCookieName()),
  };
}
