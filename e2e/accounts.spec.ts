import type { Page } from '@playwright/test';
import { query } from './support/database.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, type Person, registered, signInQuietly, signOut } from './support/people.ts';
import { expect, test } from './support/test.ts';

async function whoIs(page: Page): Promise<string | undefined> {
  return (await (await page.request.get('/api/v1/users/me')).json()).data?.email;
}

/** From the account menu to the sign-in page and back, as another person as well. */
async function addAccount(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: /^Account menu/ }).click();
  await page.getByRole('link', { name: 'Switch account' }).click();
  await expect(page).toHaveURL(/\/accounts$/);
  await page.getByRole('button', { name: 'Use another account' }).click();
  await expect(page).toHaveURL(/\/login\?add_account=1$/);
  await expect(page.getByRole('heading', { name: 'Add an account' })).toBeVisible();
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);
}

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted });

    test('two accounts in one browser: add, switch, sign out of one, then of the last', async ({ page }) => {
      const [ada, bob] = [await registered(), await registered()];
      await signInQuietly(page.request, ada);
      await page.goto('/dashboard');
      await addAccount(page, bob);
      expect(await whoIs(page)).toBe(bob.email);

      await page.goto('/accounts?redirect_to=/profile');
      await expect(page.getByRole('listitem').filter({ hasText: bob.email })).toContainText('In use');
      await page.getByRole('button', { name: ada.email, exact: false }).first().click();
      await expect(page).toHaveURL(/\/profile$/);
      expect(await whoIs(page)).toBe(ada.email);

      await signOut(page);
      await expect(page).toHaveURL(/\/accounts\?notice=signed_out$/);
      await expect(page.getByRole('listitem')).toHaveCount(1);
      await page.goto('/profile');
      await expect(page).toHaveURL(/\/accounts\?redirect_to=%2Fprofile$/);
      await page.getByRole('button', { name: bob.email }).first().click();
      await expect(page).toHaveURL(/\/profile$/);
      expect(await whoIs(page)).toBe(bob.email);
      await signOut(page);
      await expect(page).toHaveURL(/\/login\?notice=signed_out$/);
    });
  });
}

test('who is signed out elsewhere leaves the list; all can be signed out at once', async ({ page }) => {
  const [ada, bob] = [await registered(), await registered()];
  await signInQuietly(page.request, ada);
  const { id } = (await (await page.request.get('/api/v1/users/me')).json()).data;
  await page.goto('/dashboard');
  await addAccount(page, bob);
  await page.goto('/accounts');
  await expect(page.getByRole('listitem')).toHaveCount(2);
  await query(mainServer.dataDir, 'update session set revoked_at = now() where user_id = $1', [id]);
  await page.getByRole('button', { name: ada.email }).first().click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('signed out in the meantime');
  await expect(page.getByRole('listitem')).toHaveCount(1);

  await page.getByRole('button', { name: 'Use another account' }).click();
  await fillSignIn(page, ada);
  await expect(page).toHaveURL(/\/dashboard$/);
  await page.goto('/accounts');
  await page.getByRole('button', { name: 'Sign out of all accounts' }).click();
  await expect(page).toHaveURL(/\/login\?notice=signed_out$/);
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/login\?redirect_to=%2Fdashboard$/);
});

test('the address to add an account alone keeps nothing: it leads to the list, where it is chosen', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  await page.goto('/login?add_account=1');
  await expect(page).toHaveURL(/\/accounts$/);
  const answer = await page.request.post('/api/v1/auth/accounts/add', { data: {}, headers: { origin: 'https://evil.example' } });
  expect(answer.status()).toBe(403);
});
