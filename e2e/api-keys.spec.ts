import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { tabTo } from './support/keyboard.ts';
import { mainServer } from './support/main-server.ts';
import { goTo } from './support/navigation.ts';
import { type Person, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

const api = `${mainServer.url}/api/v1`;

/** What the API answers to a program with this key. */
async function statusWith(key: string, path: string): Promise<number> {
  return (await fetch(api + path, { headers: { authorization: `Bearer ${key}` } })).status;
}

/** The secret that the page shows. */
async function shownSecret(page: Page): Promise<string> {
  await expect(page.getByText('It is shown this once.')).toBeVisible();
  return (await page.locator('[data-secret]').textContent()) ?? '';
}

let person: Person;

test.beforeEach(async ({ page }) => {
  person = await registered();
  await signInQuietly(page.request, person);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'light-360-mouse' : 'dark-desktop-keyboard' });

    test('a key is made, works for what it may, is replaced with an overlap, and revoked', async ({ page }) => {
      await page.goto('/dashboard');
      await goTo(page, 'API keys');
      await expect(page.getByText('You have no API keys.')).toBeVisible();
      await page.getByRole('link', { name: 'Make a key' }).click();
      await expect(page.getByText('You hold no permission of the console')).toBeVisible();
      await page.getByLabel('Name', { exact: true }).fill('Nightly backup');
      await page.getByLabel('Only from these addresses').fill('anywhere');
      await page.getByRole('button', { name: 'Make the key' }).click();
      await expect(page.getByText('Choose at least one.')).toBeVisible();
      await expect(page.getByText('Enter addresses or ranges')).toBeVisible();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Nightly backup');
      await page.getByLabel('Only from these addresses').fill('127.0.0.0/8, ::1');
      // The box itself is drawn; its label is what people hit.
      await page.getByText('Read my profile').click();
      await page.getByRole('button', { name: 'Make the key' }).click();
      const key = await shownSecret(page);
      expect(key).toMatch(/^gate_live_\w+$/);
      await expect(page.locator('pre')).toContainText(`curl ${api}/users/me`);
      if (scripted) await expectAccessible(page);
      expect([await statusWith(key, '/users/me'), await statusWith(key, '/users/me/sessions')]).toEqual([200, 403]);

      await page.getByRole('link', { name: 'I saved it' }).click();
      await expect(page.getByRole('heading', { level: 2, name: 'Nightly backup' })).toBeVisible();
      expect(await page.content()).not.toContain(key);
      await expect(page.getByRole('listitem').filter({ hasText: 'Nightly backup' }).first()).toContainText('127.0.0.0/8');

      await page.getByRole('link', { name: 'Change Nightly backup' }).click();
      await expect(page.getByLabel('Only from these addresses')).toHaveValue('127.0.0.0/8\n::1');
      await page.getByLabel('Name', { exact: true }).fill('Hourly backup');
      await page.getByLabel('Only from these addresses').fill('203.0.113.0/24');
      await page.getByLabel('Own limit').fill('often');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('Give a number of requests')).toBeVisible();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Hourly backup');
      await page.getByLabel('Own limit').fill('500/1h');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('The key is changed.')).toBeVisible();
      await expect(page.getByRole('listitem').filter({ hasText: 'Hourly backup' }).first()).toContainText('at most 500/3600s');
      expect(await statusWith(key, '/users/me')).toBe(403);
      await page.getByRole('link', { name: 'Change Hourly backup' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Nightly backup');
      await page.getByLabel('Only from these addresses').fill('');
      await page.getByLabel('Good for').selectOption({ label: '7 days' });
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('The key is changed.')).toBeVisible();
      expect(await statusWith(key, '/users/me')).toBe(200);

      await page.getByRole('link', { name: 'Replace Nightly backup' }).click();
      await page.getByRole('button', { name: 'Make the new key' }).click();
      const successor = await shownSecret(page);
      expect(successor).not.toBe(key);
      for (const each of [key, successor]) expect(await statusWith(each, '/users/me')).toBe(200);
      await page.getByRole('link', { name: 'I saved it' }).click();
      await expect(page.getByText('Replaced', { exact: true })).toBeVisible();

      await page.getByRole('link', { name: 'Revoke Nightly backup' }).first().click();
      await expect(page.getByRole('heading', { level: 1, name: 'Revoke Nightly backup?' })).toBeVisible();
      await page.getByRole('button', { name: 'Revoke the key' }).click();
      await expect(page.getByText('The key is revoked.')).toBeVisible();
      await expect(page.getByRole('heading', { level: 2, name: 'Nightly backup' })).toHaveCount(1);
      await expect.poll(() => statusWith(successor, '/users/me'), { timeout: 2000 }).toBe(401);
      expect(await statusWith(key, '/users/me')).toBe(200);
    });
  });
}

test('a key is made with a fresh proof in a dialog, which keeps the form, with the keyboard alone', async ({ page }) => {
  const { id } = (await (await page.request.get('/api/v1/users/me')).json()).data;
  await query(mainServer.dataDir, 'update session set step_up_at = null where user_id = $1', [id]);
  await page.goto('/api-keys/new');
  await tabTo(page, /^Name$/);
  await page.keyboard.type('Nightly backup');
  await tabTo(page, /^Read my profile/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Make the key/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  expect(await statusWith(await shownSecret(page), '/users/me')).toBe(200);
  await tabTo(page, /^I saved it/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Nightly backup' })).toBeVisible();
});

test('the key of somebody else has no page', async ({ page }) => {
  await page.goto('/api-keys/new');
  await page.getByLabel('Name', { exact: true }).fill('Mine');
  await page.getByText('Read my profile').click();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await shownSecret(page);
  const [row] = await query<{ id: string }>(mainServer.dataDir, 'select id from api_key order by created_at desc limit 1');
  await page.context().clearCookies();
  await signInQuietly(page.request, admin);
  for (const path of [`/${row?.id}/rotate`, `/${row?.id}/revoke`, `/${row?.id}/edit`, '/none/revoke'])
    expect([path, (await page.goto(`/api-keys${path}`))?.status()]).toEqual([path, 404]);
});

test('a list of keys has no serious finding in light and dark, and fits 320 px', async ({ page }) => {
  await page.context().clearCookies();
  await signInQuietly(page.request, admin);
  await page.goto('/api-keys/new');
  await page.getByLabel('Name', { exact: true }).fill('W'.repeat(64));
  for (const label of ['See users', 'See settings', 'Ask whether a token is active']) await page.getByText(label, { exact: true }).click();
  await page.getByLabel('Only from these addresses').fill('2001:db8:1111:2222:3333:4444:5555:6666\n203.0.113.0/24');
  await page.getByRole('button', { name: 'Make the key' }).click();
  await shownSecret(page);
  for (const step of ['secret', 'list', 'change']) {
    if (step === 'list') {
      await page.getByRole('link', { name: 'I saved it' }).click();
      await expect(page.getByRole('heading', { level: 2, name: /^W+$/ }).first()).toBeVisible();
    }
    if (step === 'change') {
      await page
        .getByRole('link', { name: /^Change W/ })
        .first()
        .click();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('W'.repeat(64));
    }
    await expectAccessible(page);
  }
});
