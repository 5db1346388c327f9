import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { organizationOf } from './support/organizations.ts';
import { idOf, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

async function shownSecret(page: Page): Promise<string> {
  await expect(page.getByText('It is shown this once.')).toBeVisible();
  return (await page.locator('[data-secret]').textContent()) ?? '';
}

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'light-360-keyboard' : 'dark-desktop-mouse' });

    test('a key of an organization is made, works there, is refused once its maker is less, replaced by another and revoked', async ({
      page,
      browser,
    }) => {
      const owner = await registered();
      const operator = await browser.newPage({ javaScriptEnabled: scripted });
      await signInQuietly(operator.request, admin);
      const { id } = await organizationOf(operator.request, await idOf(owner), 'Analytical Engines');
      await signInQuietly(page.request, owner);
      const statusWith = async (key: string, path: string) =>
        (await fetch(`${mainServer.url}/api/v1/organizations/${id}${path}`, { headers: { authorization: `Bearer ${key}` } })).status;
      const look = async (seen = page) => (scripted ? expectAccessible(seen) : undefined);

      await page.goto(`/organizations/${id}`);
      await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'API keys' }).click();
      await expect(page.getByText('This organization has no API keys.')).toBeVisible();
      await look();
      await page.getByRole('link', { name: 'Make a key' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Directory');
      await page.getByRole('button', { name: 'Make the key' }).click();
      await expect(page.getByText('Choose at least one.')).toBeVisible();
      await page.getByText('See the members', { exact: true }).click();
      await page.getByText('See the invitations', { exact: true }).click();
      await look();
      await page.getByRole('button', { name: 'Make the key' }).click();
      const key = await shownSecret(page);
      await expect(page.locator('pre')).toContainText(`/organizations/${id}/members`);
      expect([await statusWith(key, '/members'), await statusWith(key, '/domains')]).toEqual([200, 403]);

      await page.getByRole('link', { name: 'I saved it' }).click();
      await expect(page.getByRole('listitem').filter({ hasText: 'Directory' }).first()).toContainText('organization.members.read');
      await page.getByRole('link', { name: 'Change Directory' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Staff');
      await look();
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('The key is changed.')).toBeVisible();
      await query(mainServer.dataDir, `update membership set role = 'member' where organization_id = $1`, [id]);
      expect([await statusWith(key, '/members'), await statusWith(key, '/invitations')]).toEqual([200, 403]);

      await operator.goto(`/admin/organizations/${id}`);
      await operator.getByRole('link', { name: '1 API key' }).click();
      await expect(operator.getByText('Partly refused')).toBeVisible();
      await query(mainServer.dataDir, 'delete from membership where organization_id = $1', [id]);
      await operator.reload();
      await expect(operator.getByText('Refused', { exact: true })).toBeVisible();
      await look(operator);
      expect(await statusWith(key, '/members')).toBe(401);
      await operator.getByRole('link', { name: 'Replace Staff' }).click();
      await expect(operator.getByLabel('The old key works')).toBeVisible();
      await look(operator);
      await operator.getByLabel('The old key works').selectOption({ label: 'no longer' });
      await operator.getByRole('button', { name: 'Make the new key' }).click();
      const successor = await shownSecret(operator);
      expect(await statusWith(successor, '/invitations')).toBe(200);
      await operator.getByRole('link', { name: 'I saved it' }).click();
      await operator.getByRole('link', { name: 'Revoke Staff' }).first().click();
      await expect(operator.getByRole('button', { name: 'Revoke the key' })).toBeVisible();
      await look(operator);
      await operator.getByRole('button', { name: 'Revoke the key' }).click();
      await expect(operator.getByText('The key is revoked.')).toBeVisible();
      await expect.poll(() => statusWith(successor, '/members'), { timeout: 2000 }).toBe(401);
      await operator.close();
    });
  });
}
