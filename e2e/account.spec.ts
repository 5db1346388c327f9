import { codeIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { goTo } from './support/navigation.ts';
import { fillSignIn, registered, signInQuietly, signOut, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.use({ look: 'dark-360-keyboard' });

test('a stranger registers, confirms with the mailed code, signs in, changes the profile and signs out', async ({ page }) => {
  const person = stranger();
  await page.goto('/register');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByText('I accept the terms').click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/verify-email$/);

  const code = codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify));
  await page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(page).toHaveURL(/\/login\?notice=email_verified$/);
  await expect(page.getByText('Your e-mail address is confirmed.')).toBeVisible();
  await expect(page.getByLabel('E-mail or username')).toHaveValue(person.email);
  await fillSignIn(page, person);

  await expect(page).toHaveURL(/\/dashboard$/);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toContainText(person.email);
  await expect(main.getByText('Confirmed', { exact: true })).toBeVisible();
  await expect(main.getByText('User', { exact: true })).toBeVisible();
  await expect(main.getByText('Last sign-in').first()).toBeVisible();
  await expect(main.getByRole('region', { name: 'This session' }).or(main.locator('[aria-labelledby=session]'))).toContainText(
    /Chrom\w+ on Linux/,
  );

  await page.getByRole('link', { name: 'Edit profile' }).click();
  await expect(page).toHaveURL(/\/profile$/);
  const username = `user-${person.email.slice(7, 17)}`;
  await page.getByLabel('Display name').fill('Ada Lovelace');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Display name')).toHaveValue('Ada Lovelace');
  await expect(page.getByLabel('Username')).toHaveValue(username);
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');

  await goTo(page, 'Devices');
  await expect(page).toHaveURL(/\/sessions$/);
  await expect(page.getByRole('listitem').filter({ hasText: 'This device' })).toContainText('Password');

  await page.goto('/dashboard');
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toContainText('Ada Lovelace');
  await signOut(page);
  await expect(page).toHaveURL(/\/login\?notice=signed_out$/);
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/login\?redirect_to=%2Fdashboard$/);

  await fillSignIn(page, { email: username, password: person.password });
  await expect(page).toHaveURL(/\/dashboard$/);
});

test('what is typed before the scripts of the page are there stays', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  let letIn = () => {};
  const held = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/profile', { waitUntil: 'commit' });
  const name = page.getByLabel('Display name');
  await name.fill('Ada Lovelace');
  letIn();
  await expect(page.locator('form', { has: name })).toHaveAttribute('novalidate');
  await expect(name).toHaveValue('Ada Lovelace');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(name).toHaveValue('Ada Lovelace');
});

test('after signing out, the browser’s back button does not show the account again', async ({ page, context }) => {
  const person = await registered();
  await signInQuietly(context.request, person);
  await page.goto('/dashboard');
  await expect(page.getByRole('main')).toContainText(person.email);
  await signOut(page);
  await expect(page).toHaveURL(/\/login/);
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText(person.email)).toHaveCount(0);
});

test('a device that is signed out from another one is out at once', async ({ page, browser }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  const other = await browser.newContext();
  await signInQuietly(other.request, person);
  const elsewhere = await other.newPage();
  await elsewhere.goto('/dashboard');

  await page.goto('/sessions');
  await page
    .getByRole('button', { name: /^Sign out .+ on / })
    .or(page.getByRole('button', { name: 'Sign out Unknown device' }))
    .click();
  await expect(page.getByRole('status').filter({ hasText: 'was signed out.' })).toBeVisible();
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/login/);
  await other.close();
});

test('all other devices are signed out after a question, this one stays', async ({ page, browser }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  for (let count = 0; count < 2; count += 1) {
    const other = await browser.newContext();
    await signInQuietly(other.request, person);
    await other.close();
  }
  await page.goto('/sessions');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: 'Sign out all other devices' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('2 devices are signed out at once.');
  await question.getByRole('button', { name: 'Sign out all other devices' }).click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/dashboard$/);
});
