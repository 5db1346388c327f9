import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { admin } from './support/gatehouse.ts';
import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** What is shown of each person beside who and how: columns of a table, or entries of cards on small screens. */
const columnNames = (page: Page) =>
  page
    .getByRole('columnheader')
    .or(page.getByRole('term'))
    .filter({ hasNotText: /^(?:Person|Status)$/ });

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-keyboard' : 'light-desktop-mouse' });

    test('columns are chosen, what is shown is kept under a name, renamed and deleted', async ({ page }) => {
      const person = await registered();
      const name = `People ${person.email.slice(7, 13)}`;
      await signInQuietly(page.request, admin);
      await page.goto('/admin/users');
      await page.getByLabel('Search', { exact: true }).fill(person.email);
      await page.locator('summary', { hasText: 'Columns' }).click();
      const columns = page.locator('fieldset', { hasText: 'Columns' }).locator('label');
      await columns.filter({ hasText: 'Roles' }).click();
      await columns.filter({ hasText: 'ID' }).click();
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(page).toHaveURL(/column=status&column=factor&column=created&column=seen&column=id/);
      await expect(columnNames(page)).toHaveText(['Second factor', 'Registered', 'Last sign-in', 'ID']);

      await page.getByText('Save this view').click();
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      const view = page.getByRole('navigation', { name: 'Saved views' }).getByRole('link', { name, exact: true });
      await expect(view).toHaveAttribute('aria-current', 'true');
      await page.goto('/admin/users');
      await view.click();
      await expect(page.getByRole('link', { name: person.email })).toHaveCount(1);
      await expect(columnNames(page).last()).toHaveText('ID');
      if (scripted) await expectAccessible(page);

      await page.getByText(`Change “${name}”`).click();
      await page.getByLabel('Name', { exact: true }).fill(`${name} again`);
      await page.getByRole('button', { name: 'Rename' }).click();
      await expect(page.getByRole('link', { name: `${name} again`, exact: true })).toHaveAttribute('aria-current', 'true');
      await page.getByText(`Change “${name} again”`).click();
      await page.getByRole('button', { name: 'Delete the view' }).click();
      await expect(page.getByText('Save this view')).toBeVisible();
      await expect(page.getByRole('link', { name: `${name} again`, exact: true })).toHaveCount(0);
    });
  });
}
