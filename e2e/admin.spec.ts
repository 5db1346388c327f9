import type { Page } from '@playwright/test';
import { admin } from './support/gatehouse.ts';
import { fillSignIn, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** The newest event: a row of a table where there is room, an entry of a list on small screens. */
const newestEvent = (page: Page) => {
  const main = page.getByRole('main');
  return main
    .getByRole('row')
    .nth(1)
    .or(
      main
        .getByRole('listitem')
        .filter({ has: page.getByRole('code') })
        .first(),
    );
};

test.describe(() => {
  test.use({ look: 'dark-360-keyboard' });
  test('the admin of the configuration signs in and sees counts and the latest events', async ({ page }) => {
    await page.goto('/admin');
    await fillSignIn(page, admin);
    await expect(page).toHaveURL(/\/admin$/);
    const main = page.getByRole('main');
    for (const term of ['Users', 'Active sessions', 'Sign-ins, 24 h', 'Failed sign-ins, 24 h'])
      await expect(
        main
          .locator('dl')
          .filter({ has: page.getByText(term, { exact: true }) })
          .locator('dd'),
      ).toHaveText(/^\d+$/);
    await expect(newestEvent(page)).toBeVisible();
    await expect(
      page.getByRole('navigation', { includeHidden: true }).getByRole('link', { name: 'Console', includeHidden: true }).first(),
    ).toHaveAttribute('aria-current', 'page');
  });

  test('the numbers of the overview lead to the events behind them, and a filter is an address', async ({ page }) => {
    await signInQuietly(page.request, admin);
    await page.goto('/admin?range=7d');
    await page.getByRole('link', { name: 'Sign-ins in the trail' }).first().click();
    await expect(page).toHaveURL(/\/admin\/audit\?action=session\.created&created_after=\d{4}-\d\d-\d\d$/);
    await expect(page.getByRole('combobox', { name: 'What' })).toHaveValue('session.created');
    const row = newestEvent(page);
    await expect(row).toContainText('session.created');
    await page.getByRole('combobox', { name: 'Result' }).selectOption('Denied');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page.getByText('No such event', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Reset' }).first().click();
    await expect(page).toHaveURL(/\/admin\/audit$/);
    await expect(row).toBeVisible();
  });
});

test('anybody else gets a page with status 403 that names the permission', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  const answer = await page.goto('/admin');
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: 'You cannot open this page' })).toBeVisible();
  await expect(page.getByText('admin.dashboard.read')).toBeVisible();
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Console' })).toHaveCount(0);
  const api = await page.request.get('/api/v1/admin/dashboard');
  expect(api.status()).toBe(403);
  expect((await api.json()).error).toMatchObject({ code: 'FORBIDDEN', details: { permission: 'admin.dashboard.read' } });
});

test('whoever is not signed in is asked to, and the API answers 401', async ({ page }) => {
  await page.goto('/admin');
  await expect(page).toHaveURL(/\/login\?redirect_to=%2Fadmin$/);
  expect((await page.request.get('/api/v1/admin/dashboard')).status()).toBe(401);
});
