import { type Gatehouse, startGatehouse } from './support/gatehouse.ts';
import { codeIn, linkIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, postJson, registered, signInQuietly, signOut, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.use({ javaScriptEnabled: false });

test('registering, confirming with the code and signing in', async ({ page }) => {
  const person = stranger();
  await page.goto('/register');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill('password');
  await page.getByText('I accept the terms').click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Attackers try this password first.')).toBeVisible();
  await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/verify-email$/);

  const code = codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify));
  await page.getByLabel('Code').fill(code === '000000' ? '111111' : '000000');
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
  await page.getByRole('button', { name: 'Send it again' }).click();
  await expect(page.getByText('A new mail is on its way.')).toBeVisible();
  const newer = codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify, 2));
  await page.getByLabel('Code').fill(newer);
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expect(page).toHaveURL(/\/login\?notice=email_verified$/);
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);
});

test('confirming with the link', async ({ page }) => {
  const person = stranger();
  await postJson(`${mainServer.url}/api/v1/auth/register`, { ...person, accept_terms: true });
  await page.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify)));
  await page.getByRole('button', { name: 'Confirm e-mail address' }).click();
  await expect(page).toHaveURL(/\/login\?notice=email_verified$/);
});

test('signing in: a wrong password keeps the address and says so, the right one works, then out', async ({ page }) => {
  const person = await registered();
  await page.goto('/login');
  await fillSignIn(page, { ...person, password: 'wrong' });
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The e-mail, username or password is wrong.');
  await expect(page.getByLabel('E-mail or username')).toHaveValue(person.email);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);
  await signOut(page);
  await expect(page).toHaveURL(/\/login\?notice=signed_out$/);
});

test('somebody who has not confirmed the address is led to the code', async ({ page }) => {
  const person = stranger();
  await postJson(`${mainServer.url}/api/v1/auth/register`, { ...person, accept_terms: true });
  await page.goto('/login');
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/verify-email\?notice=unverified$/);
});

test('deleting the account, with a slip caught, and coming back by signing in', async ({ page }) => {
  const person = await registered();
  await page.goto('/login');
  await fillSignIn(page, person);
  await page.goto('/profile');
  await page.getByRole('link', { name: 'Delete account' }).click();
  await page.getByLabel(/^Type /).fill('somebody@example.com');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByText('That is something else.')).toBeVisible();
  await page.getByLabel(/^Type /).fill(person.email);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page).toHaveURL(/\/login\?notice=deletion_scheduled$/);
  await expect(page.getByText('Your account will be erased')).toBeVisible();
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);
  await waitForMail(mainServer.dataDir, person.email, /^Your account stays$/);
});

test('another language, on a page that a mailed link opened: the link still works', async ({ page }) => {
  const person = stranger();
  await postJson(`${mainServer.url}/api/v1/auth/register`, { ...person, accept_terms: true });
  await page.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify)));
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('main').getByRole('button').click();
  await expect(page).toHaveURL(/\/login\?notice=email_verified$/);
});

test('editing the profile, with mistakes shown beside their field', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  await page.goto('/profile');
  await page.getByLabel('Display name').fill('Grace Hopper');
  await page.getByLabel('Username').fill('a b');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Use 3 to 32 letters, digits, dots, dashes or underscores.').first()).toBeVisible();
  await expect(page.getByLabel('Display name')).toHaveValue('Grace Hopper');
  await page.getByLabel('Username').fill('');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.goto('/profile');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('textbox').first()).toHaveValue('Grace Hopper');
});

test('ending other sessions, one and all', async ({ page, browser }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  for (let count = 0; count < 3; count += 1) {
    const other = await browser.newContext();
    await signInQuietly(other.request, person);
    await other.close();
  }
  await page.goto('/sessions');
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toHaveCount(4);
  await rows.filter({ hasNotText: 'This device' }).first().getByRole('button').click();
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: 'Sign out all other devices' }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('This device');
});

for (const path of ['/login?redirect_to=/profile', '/docs/errors']) {
  test(`language and theme on ${path} are kept and lead back to it`, async ({ page }) => {
    await page.goto(path);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await expect(page).toHaveURL((url) => url.pathname + decodeURIComponent(url.search) === path);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.getByRole('button', { name: 'Dunkel' }).click();
    await expect(page).toHaveURL((url) => url.pathname + decodeURIComponent(url.search) === path);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
}

test('asking for a new password and choosing it', async ({ page }) => {
  const person = await registered();
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('If there is an account with this address')).toBeVisible();
  await page.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.reset)));
  const replaced = { ...person, password: `${person.password} staple` };
  await page.getByLabel('New password', { exact: true }).fill(replaced.password);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page).toHaveURL(/\/login\?notice=password_changed$/);
  await fillSignIn(page, replaced);
  await expect(page).toHaveURL(/\/dashboard$/);
});

test.describe('the setup link', () => {
  let fresh: Gatehouse;
  test.beforeAll(async () => {
    fresh = await startGatehouse({ env: { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } });
  });
  test.afterAll(() => fresh?.stop());

  test('that the first start prints makes the first admin, once', async ({ page }) => {
    const link = /http\S+\/setup\?token=\S+/.exec(fresh.log())?.[0] ?? '';
    await page.goto(link);
    await page.getByLabel('Name (optional)').fill('Root');
    await page.getByLabel('E-mail', { exact: true }).fill('root@example.com');
    await page.getByLabel('Password', { exact: true }).fill('a first horse of the gate');
    await page.getByRole('button', { name: 'Create the administrator' }).click();
    await expect(page).toHaveURL(/\/login\?notice=admin_created$/);
    await fillSignIn(page, { email: 'root@example.com', password: 'a first horse of the gate' });
    await expect(page).toHaveURL(/\/dashboard$/);
    expect((await page.goto(`${fresh.url}/admin`))?.status()).toBe(200);

    await page.goto(link);
    await page.getByLabel('E-mail', { exact: true }).fill('second@example.com');
    await page.getByLabel('Password', { exact: true }).fill('a second horse of the gate');
    await page.getByRole('button', { name: 'Create the administrator' }).click();
    await expect(page.getByRole('main').getByRole('alert')).toContainText('This link is not valid or was already used.');
  });
});
