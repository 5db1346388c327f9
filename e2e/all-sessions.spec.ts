import { expectAccessible } from './support/accessibility.ts';
import { admin } from './support/gatehouse.ts';
import { goTo } from './support/navigation.ts';
import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'light-360-mouse' : 'dark-desktop-keyboard' });

    test('a session is found by whose it is and how, and ended; a second factor is required, and no longer', async ({ page, browser }) => {
      const person = await registered();
      const theirs = await browser.newContext();
      await signInQuietly(theirs.request, person);
      await signInQuietly(page.request, admin);
      await page.goto('/admin');
      await goTo(page, 'Sessions');
      await page.getByLabel('User', { exact: true }).fill('nobody-at-all');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(page.getByText('There is nobody with exactly this address, username or id.')).toBeVisible();
      await page.getByLabel('User', { exact: true }).fill(person.email);
      await page.getByLabel('Kind').selectOption('browser');
      await page.getByLabel('Signed in with').selectOption('password');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(page).toHaveURL(/[?&]kind=browser&method=password/);
      await expect(page.getByRole('link', { name: person.email, exact: true })).toHaveCount(1);
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: /^Sign out .* of / }).click();
      await expect(page.getByText('The session has ended.')).toBeVisible();
      await expect(page).toHaveURL(/[?&]kind=browser&method=password/);
      await expect(page.getByText('Nobody is signed in this way.')).toBeVisible();
      expect((await theirs.request.get(new URL('/api/v1/users/me', page.url()).href)).status()).toBe(401);

      await page.goto(`/admin/users?search=${encodeURIComponent(person.email)}`);
      await page.getByRole('link', { name: person.email }).first().click();
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Require it' }).last().click();
      await expect(page.getByRole('heading', { name: 'Require a second factor' })).toBeVisible();
      await page.getByLabel('Reason').fill('Leaked password.');
      await page.getByRole('button', { name: 'Require it' }).click();
      await expect(page.getByText('A second factor is required of them from now on.')).toBeVisible();
      await theirs.clearCookies();
      await signInQuietly(theirs.request, person);
      const visitor = await theirs.newPage();
      await visitor.goto(new URL('/profile', page.url()).href);
      await expect(visitor.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();

      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Take it back' }).click();
      await page.getByLabel('Reason').fill('Changed since.');
      await page.getByRole('button', { name: 'Take it back' }).click();
      await expect(page.getByText('No second factor is required of them here any more.')).toBeVisible();
      await visitor.goto(new URL('/profile', page.url()).href);
      await expect(visitor.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible();
      await theirs.close();
    });
  });
}
