import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { goTo } from './support/navigation.ts';
import { postJson, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

const api = `${mainServer.url}/api/v1`;

async function shownSecret(page: Page): Promise<string> {
  await expect(page.getByText('It is shown this once.')).toBeVisible();
  return (await page.locator('[data-secret]').textContent()) ?? '';
}

async function dashboardWith(bearer: string): Promise<number> {
  return (await fetch(`${api}/admin/dashboard`, { headers: { authorization: `Bearer ${bearer}` } })).status;
}

test.beforeEach(async ({ page }) => {
  await query(mainServer.dataDir, 'delete from service_account');
  await signInQuietly(page.request, admin);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-mouse' : 'light-desktop-keyboard' });

    test('a service account is added, calls with a key and with its client credentials, is switched off and deleted', async ({ page }) => {
      const look = async () => (scripted ? expectAccessible(page) : undefined);
      const press = async (name: string) => {
        const button = page.getByRole('button', { name });
        await expect(button).toBeVisible();
        await look();
        await button.click();
      };
      await page.goto('/admin');
      await goTo(page, 'Service accounts');
      await expect(page.getByText('No service account yet.')).toBeVisible();
      await page.getByRole('link', { name: 'Add a service account' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Billing');
      await page.getByRole('button', { name: 'Add service account' }).click();
      await expect(page.getByText('Choose at least one.')).toBeVisible();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Billing');
      await page.getByText('See the overview', { exact: true }).click();
      await page.getByRole('button', { name: 'Add service account' }).click();
      await expect(page.getByText('The service account is added.')).toBeVisible();

      await page.getByRole('link', { name: 'Make a secret' }).click();
      await press('Make the secret');
      const secret = await shownSecret(page);
      const clientId = /service-accounts\/([0-9a-f-]{36})/.exec(page.url())?.[1];
      const token = await postJson(`${api}/auth/token`, { grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
      const answer = (await token.json()) as { access_token?: string; data?: { access_token: string } };
      const bearer = answer.access_token ?? answer.data?.access_token ?? '';
      expect(await dashboardWith(bearer)).toBe(200);
      await page.getByRole('link', { name: 'I saved it' }).click();

      await page.getByRole('link', { name: 'Make a key' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Nightly');
      await page.getByText('See the overview', { exact: true }).click();
      await press('Make the key');
      const key = await shownSecret(page);
      expect(await dashboardWith(key)).toBe(200);
      await page.getByRole('link', { name: 'I saved it' }).click();
      await expect(page.getByRole('heading', { level: 3, name: 'Nightly' })).toBeVisible();
      await look();

      await page.getByRole('link', { name: 'Change Nightly' }).click();
      await page.getByLabel('Only from these addresses').fill('203.0.113.0/24');
      await press('Save');
      await expect(page.getByText('The key is changed.')).toBeVisible();
      expect(await dashboardWith(key)).toBe(403);
      await page.getByRole('link', { name: 'Change Nightly' }).click();
      await page.getByLabel('Only from these addresses').fill('');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('The key is changed.')).toBeVisible();
      expect(await dashboardWith(key)).toBe(200);

      await page.getByRole('link', { name: 'Replace Nightly' }).click();
      await page.getByLabel('The old key works').selectOption({ label: 'no longer' });
      await press('Make the new key');
      const successor = await shownSecret(page);
      await page.getByRole('link', { name: 'I saved it' }).click();
      await expect.poll(() => dashboardWith(key), { timeout: 2000 }).toBe(401);

      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await page.getByLabel('Description').fill('Closes the books each night.');
      await press('Save changes');
      await expect(page.getByText('The service account is saved.')).toBeVisible();
      await expect(page.getByText('Closes the books each night.')).toBeVisible();

      await page.getByRole('button', { name: 'Switch off' }).click();
      await expect(page.getByText('The service account is switched off.')).toBeVisible();
      for (const each of [successor, bearer]) await expect.poll(() => dashboardWith(each), { timeout: 2000 }).toBe(401);
      await page.getByRole('button', { name: 'Switch on' }).click();
      await expect(page.getByText('The service account is switched on.')).toBeVisible();
      expect(await dashboardWith(successor)).toBe(200);
      await page.getByRole('link', { name: 'Revoke Nightly' }).first().click();
      await press('Revoke the key');
      await expect(page.getByText('The key is revoked.')).toBeVisible();
      await expect.poll(() => dashboardWith(successor), { timeout: 2000 }).toBe(401);
      await page.getByRole('region', { name: 'Client credentials' }).getByRole('link', { name: 'Revoke' }).click();
      await press('Revoke the secret');
      await expect(page.getByText('The secret is revoked.')).toBeVisible();
      await expect(page.getByText('No client secret yet.')).toBeVisible();
      const refused = await postJson(`${api}/auth/token`, { grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
      expect(refused.status).toBe(401);

      await page.getByRole('link', { name: 'Delete', exact: true }).click();
      await press('Delete service account');
      await expect(page.getByText('The service account is deleted.')).toBeVisible();
      await expect(page.getByText('No service account yet.')).toBeVisible();
    });
  });
}

test('who may not see API keys of others sees none of it', async ({ page }) => {
  await page.context().clearCookies();
  await signInQuietly(page.request, await registered());
  const id = '019a0000-0000-7000-8000-000000000000';
  for (const path of [
    '',
    '/new',
    `/${id}`,
    `/${id}/edit`,
    `/${id}/delete`,
    `/${id}/client-secrets/new`,
    `/${id}/api-keys/new`,
    `/${id}/api-keys/${id}/edit`,
  ])
    expect([path, (await page.goto(`/admin/service-accounts${path}`))?.status()]).toEqual([path, 403]);
});
