import { linkIn, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, postJson, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.use({ look: 'dark-360-keyboard' });

test('the activity page says what happened in plain words, filters by address and pages without a script', async ({ page, browser }) => {
  const person = await registered();
  const wrong = { email: person.email, password: 'not the password' };
  for (let round = 0; round < 3; round += 1) await postJson(`${mainServer.url}/api/v1/auth/login`, wrong);
  for (let round = 0; round < 18; round += 1) await postJson(`${mainServer.url}/api/v1/auth/login`, person);
  await signInQuietly(page.request, person);
  await page.goto('/security');
  await page.getByRole('link', { name: 'Show the activity' }).click();
  await expect(page).toHaveURL(/\/security\/activity$/);
  const main = page.getByRole('main');
  await expect(main.getByText('Signed in', { exact: true })).toHaveCount(18);
  await expect(main.getByRole('listitem').filter({ hasText: 'This device' })).toHaveCount(1);

  await main.getByRole('link', { name: 'Sign-ins' }).click();
  await expect(page).toHaveURL(/\?kind=sign_in$/);
  await main.getByRole('link', { name: 'Failed' }).click();
  await expect(page).toHaveURL(/\/security\/activity\?kind=sign_in&result=failure$/);
  await expect(main.getByText('Failed sign-in')).toHaveCount(3);
  await expect(main.getByText('wrong password').first()).toBeVisible();
  await main.getByRole('link', { name: 'Account' }).click();
  await expect(main.getByText('Nothing matches this filter')).toBeVisible();

  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const still = await plain.newPage();
  await still.goto(`${mainServer.url}/security/activity`);
  await still.getByRole('link', { name: 'Older' }).click();
  await expect(still.getByText('You created your account')).toBeVisible();
  await still.getByRole('link', { name: 'Newest' }).click();
  await expect(still.getByText('This device')).toBeVisible();
  await still.goto(`${mainServer.url}/security/activity?cursor=made-up&kind=none`);
  await expect(still.getByRole('heading', { level: 1 })).toHaveText('Security activity');
  await plain.close();
});

test('a new device is told by mail; "this wasn’t me" ends everything without signing in, once, and leads to a new password', async ({
  page,
  browser,
}) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  const thief = await browser.newContext();
  await signInQuietly(thief.request, person);
  const mail = await waitForMail(mainServer.dataDir, person.email, /^New sign-in to your account$/);
  expect(mail.text).toMatch(/^Country: unknown$/m);
  const link = linkIn(mail);

  const plain = await browser.newContext({ javaScriptEnabled: false });
  const owner = await plain.newPage();
  for (let visit = 0; visit < 3; visit += 1) await owner.goto(link);
  expect((await owner.goto(link))?.headers()['referrer-policy']).toBe('no-referrer');
  expect((await thief.request.get(`${mainServer.url}/api/v1/users/me`)).status()).toBe(200);
  await owner.getByRole('button', { name: 'It wasn’t me' }).click();
  await expect(owner).toHaveURL(/\/login\?notice=secured$/);
  await expect(owner.getByText('Everything is signed out and the old password is void.')).toBeVisible();
  for (const { request } of [thief, page]) expect((await request.get(`${mainServer.url}/api/v1/users/me`)).status()).toBe(401);
  expect((await postJson(`${mainServer.url}/api/v1/auth/login`, person)).status).toBe(401);
  await owner.goto(link);
  await owner.getByRole('button', { name: 'It wasn’t me' }).click();
  await expect(owner.getByRole('main').getByRole('alert')).toContainText('This link is not valid or was already used.');

  await owner.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, /^Your account is closed to everybody$/)));
  const renewed = { ...person, password: 'seven unlikely lanterns' };
  await owner.getByLabel('New password', { exact: true }).fill(renewed.password);
  await owner.getByRole('button', { name: 'Set the new password' }).click();
  await expect(owner).toHaveURL(/\/login\?notice=password_changed$/);
  await fillSignIn(owner, renewed);
  await expect(owner).toHaveURL(/\/dashboard$/);
  await plain.close();
  await thief.close();
});

test('"this wasn’t me" of the activity signs everybody out, this browser too', async ({ page }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await postJson(`${mainServer.url}/api/v1/auth/login`, person);
  await page.goto('/security/activity');
  await page.getByRole('link', { name: /^This wasn’t me/ }).click();
  await expect(page).toHaveURL(/\/secure-account$/);
  await page.getByRole('button', { name: 'It wasn’t me' }).click();
  await expect(page).toHaveURL(/\/login\?notice=secured$/);
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/login\?redirect_to=%2Fdashboard$/);
  await page.goto('/secure-account');
  await expect(page.getByRole('link', { name: 'Choose a new password' })).toBeVisible();
  await waitForMail(mainServer.dataDir, person.email, /^Your account is closed to everybody$/);
});
