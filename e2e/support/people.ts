import { randomBytes } from 'node:crypto';
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { codeIn, subjects, waitForMail } from './inbox.ts';
import { mainServer } from './main-server.ts';

export type Person = { email: string; password: string };

type Place = { url: string; dataDir: string };

/** Somebody nobody knows yet. */
export function stranger(domain = 'example.com'): Person {
  const id = randomBytes(5).toString('hex');
  return { email: `person-${id}@${domain}`, password: `horse ${id} battery` };
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

/** Somebody with a confirmed account. */
export async function registered(place: Place = mainServer, person = stranger()): Promise<Person> {
  const answer = await postJson(`${place.url}/api/v1/auth/register`, { ...person, accept_terms: true });
  expect(answer.status, await answer.text()).toBe(202);
  const mail = await waitForMail(place.dataDir, person.email, subjects.verify);
  const verified = await postJson(`${place.url}/api/v1/auth/verify-email`, { email: person.email, code: codeIn(mail) });
  expect(verified.status, await verified.text()).toBe(200);
  return person;
}

/** The id of somebody's account. */
export async function idOf({ email, password }: Person, url = mainServer.url): Promise<string> {
  const answer = await postJson(`${url}/api/v1/auth/login`, { email, password });
  return ((await answer.json()) as { data: { user: { id: string } } }).data.user.id;
}

/** Gives the page's browser a session without going through the sign-in page. */
export async function signInQuietly(request: APIRequestContext, { email, password }: Person, url = mainServer.url): Promise<void> {
  const answer = await request.post(`${url}/api/v1/auth/login`, { data: { email, password, mode: 'cookie' } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Types into the sign-in page and sends it. */
export async function fillSignIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail or username').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The way out is in the account menu, whose button shows on wide screens at the bottom of the sidebar. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account menu/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
}
