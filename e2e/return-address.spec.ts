import { codeIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, registered, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

test('where somebody wanted to go survives a wrong password and the sign-in', async ({ page }) => {
  const person = await registered();
  await page.goto('/sessions?from=mail');
  await expect(page).toHaveURL(/\/login\?redirect_to=%2Fsessions%3Ffrom%3Dmail$/);
  await fillSignIn(page, { ...person, password: 'wrong' });
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/sessions\?from=mail$/);
});

test('it survives the registration too', async ({ page }) => {
  const person = stranger();
  await page.goto('/login?redirect_to=/profile');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByText('I accept the terms').click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('Code').fill(codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.verify)));
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/profile$/);
});

for (const target of [
  '//evil.example',
  '/\\evil.example',
  'https:evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '/%09/evil.example',
]) {
  test(`signing in with redirect_to=${target} leads to the dashboard`, async ({ page }) => {
    const person = await registered();
    await page.goto(`/login?redirect_to=${encodeURIComponent(target)}`);
    await fillSignIn(page, person);
    await expect(page).toHaveURL(`${mainServer.url}/dashboard`);
  });
}
