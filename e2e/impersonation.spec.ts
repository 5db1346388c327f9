import { expectAccessible } from './support/accessibility.ts';
import { admin } from './support/gatehouse.ts';
import { waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-keyboard' : 'light-desktop-mouse' });

    test('an administrator acts as somebody, is told so on every page, is kept from what is theirs, and stops', async ({ page }) => {
      const person = await registered();
      await signInQuietly(page.request, admin);
      await page.goto(`/admin/users?search=${encodeURIComponent(person.email)}`);
      await page.getByRole('link', { name: person.email }).first().click();
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Act as this user' }).click();
      await page.getByLabel('Reason').fill('Ticket 4711.');
      await page.getByRole('button', { name: 'Act as this user' }).click();

      const banner = page.getByRole('complementary', { name: 'Acting as somebody else' });
      await expect(page).toHaveURL(/\/dashboard$/);
      await expect(banner).toContainText(`You act as ${person.email}. 60 min left`);
      await expect(page.getByRole('link', { name: 'Users', exact: true })).toHaveCount(0);
      if (scripted) await expectAccessible(page);
      for (const path of ['/security', '/login', '/docs/errors', '/there/is/nothing/here']) {
        await page.goto(path);
        await expect(banner, path).toBeVisible();
      }
      expect((await page.goto('/admin/users'))?.status()).toBe(403);
      await expect(page.getByRole('heading', { name: 'This page is closed while you act as somebody' })).toBeVisible();

      // Nobody is asked for a proof in somebody else's place.
      await page.goto('/profile/email');
      await expect(page.getByRole('heading', { name: 'This page is closed while you act as somebody' })).toBeVisible();
      await page.goto('/security');
      await page.getByLabel('Current password', { exact: true }).fill(admin.password);
      await page.getByLabel('New password', { exact: true }).fill('seven quiet harbours');
      await page.getByRole('button', { name: 'Change the password' }).click();
      await expect(page.getByText('Only the user can do this, and you act as them.')).toBeVisible();
      await page.goto('/profile');
      await page.getByLabel('Display name', { exact: true }).fill('Ada');
      await page.getByRole('button', { name: 'Save changes', exact: true }).click();
      await expect(page.getByText('Saved.')).toBeVisible();

      await page.goto('/sessions');
      await expect(page.getByText('reason: Ticket 4711.')).toBeVisible();
      if (scripted) await expectAccessible(page);
      await banner.getByRole('button', { name: 'Stop' }).click();
      await expect(page.getByText('You are yourself again.')).toBeVisible();
      await expect(banner).toHaveCount(0);
      expect((await page.goto('/admin/users'))?.status()).toBe(200);

      await waitForMail(mainServer.dataDir, person.email, /^An administrator is using your account$/);
      await page.context().clearCookies();
      await signInQuietly(page.request, person);
      await page.goto('/security/activity');
      await expect(page.getByText('An administrator began to act as you')).toBeVisible();
      await expect(page.getByText('reason: Ticket 4711.')).toBeVisible();
      await expect(page.getByText('by an administrator who acted as you').first()).toBeVisible();
      if (scripted) await expectAccessible(page);
    });
  });
}
