import { mainServer } from './support/main-server.ts';
import { postJson, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

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
  await main.getByRole('link', { name: 'Failed' }).click();
  await expect(page).toHaveURL(/\/security\/activity\?kind=sign_in&result=failure$/);
  await expect(main.getByText('Failed sign-in')).toHaveCount(3);
  await expect(main.getByText('wrong password').first()).toBeVisible();
  await main.getByRole('link', { name: 'Account' }).click();
  await expect(main.getByText('Nothing matches this filter')).toBeVisible();

  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const still = await plain.newPage();
  await still.goto(`${mainServer.url}/security/activity`);
  await still.getByRole('link', { name: 'Load older' }).click();
  await expect(still.getByText('You created your account')).toBeVisible();
  await still.getByRole('link', { name: 'Back to the newest' }).click();
  await expect(still.getByText('This device')).toBeVisible();
  await still.goto(`${mainServer.url}/security/activity?cursor=made-up&kind=none`);
  await expect(still.getByRole('heading', { level: 1 })).toHaveText('Security activity');
  await plain.close();
});
