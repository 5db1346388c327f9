import { linkIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, postJson, registered, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

test('opening the mailed link confirms nothing, however often; the button does, once', async ({ page, request }) => {
  const person = stranger();
  expect((await postJson(`${mainServer.url}/api/v1/auth/register`, { ...person, accept_terms: true })).status).toBe(202);
  const link = linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify));
  for (let visit = 0; visit < 5; visit += 1) expect((await request.get(link)).status()).toBe(200);
  expect((await request.head(link)).status()).toBe(200);
  const login = () => postJson(`${mainServer.url}/api/v1/auth/login`, person);
  expect((await login()).status).toBe(403);

  const answer = await page.goto(link);
  expect(answer?.headers()['referrer-policy']).toBe('no-referrer');
  expect((await login()).status).toBe(403);
  await page.getByRole('button', { name: 'Confirm e-mail address' }).click();
  await expect(page).toHaveURL(/\/login\?notice=email_verified$/);
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);

  await page.goto(link);
  await page.getByRole('button', { name: 'Confirm e-mail address' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This link is not valid or was already used.');
});

test('the tab that waits for the code moves on by itself when the link is confirmed in another tab', async ({ page, context }) => {
  const person = stranger();
  await page.goto('/register?redirect_to=/profile');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByText('I accept the terms').click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Code')).toBeVisible();
  const other = await context.newPage();
  await other.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify)));
  await other.getByRole('button', { name: 'Confirm e-mail address' }).click();
  await expect(page).toHaveURL(/\/login\?notice=email_verified&redirect_to=%2Fprofile$/);
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/profile$/);
});

test('registering a taken address looks the same; its owner is told by mail', async ({ page }) => {
  const person = await registered();
  await page.goto('/register');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email.toUpperCase());
  await page.getByLabel('Password', { exact: true }).fill('another horse battery');
  await page.getByText('I accept the terms').click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/verify-email$/);
  await waitForMail(mainServer.dataDir, person.email, /^You already have an account$/);
  expect((await postJson(`${mainServer.url}/api/v1/auth/login`, person)).status).toBe(200);
});

test('a forgotten password is replaced through the mail; every session ends and the old password is refused', async ({ page, browser }) => {
  const person = await registered();
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await elsewhere.goto('/login');
  await fillSignIn(elsewhere, person);
  await expect(elsewhere).toHaveURL(/\/dashboard$/);
  const tokens = (await (await postJson(`${mainServer.url}/api/v1/auth/login`, person)).json()) as {
    data: { access_token: string; refresh_token: string };
  };

  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('If there is an account with this address')).toBeVisible();
  const link = linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.reset));
  for (let visit = 0; visit < 3; visit += 1) await page.goto(link);

  await page.getByLabel('New password', { exact: true }).fill('password');
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByText('Attackers try this password first.')).toBeVisible();
  const replaced = { ...person, password: `${person.password} staple` };
  await page.getByLabel('New password', { exact: true }).fill(replaced.password);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page).toHaveURL(/\/login\?notice=password_changed$/);
  await waitForMail(mainServer.dataDir, person.email, subjects.changed);

  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/login/);
  await other.close();
  const me = await fetch(`${mainServer.url}/api/v1/users/me`, { headers: { authorization: `Bearer ${tokens.data.access_token}` } });
  expect(me.status).toBe(401);
  const refreshed = await postJson(`${mainServer.url}/api/v1/auth/refresh`, { refresh_token: tokens.data.refresh_token });
  expect(refreshed.status).toBe(401);

  await fillSignIn(page, person);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The e-mail, username or password is wrong.');
  await fillSignIn(page, replaced);
  await expect(page).toHaveURL(/\/dashboard$/);

  await page.goto(link);
  await page.getByLabel('New password', { exact: true }).fill('yet another horse');
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This link is not valid or was already used.');
});

test('asking for a reset of an unknown address looks the same and sends nothing', async ({ page }) => {
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail', { exact: true }).fill(stranger().email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('If there is an account with this address')).toBeVisible();
});

test('the local inbox shows the mail with its code and link at hand', async ({ page }) => {
  const person = await registered();
  await page.goto('/dev/inbox');
  await page.getByRole('link', { name: person.email }).first().click();
  await expect(page.getByRole('heading', { name: 'Confirm your e-mail address' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the link' })).toHaveAttribute('href', /\/verify-email\?token=/);
  await expect(page.frameLocator('iframe').getByRole('link', { name: 'Confirm e-mail address' })).toBeVisible();
});
