import { expectAccessible, expectNoSidewaysScroll } from './support/accessibility.ts';
import { admin } from './support/gatehouse.ts';
import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.use({ look: 'dark-360-keyboard' });

test('Ctrl-K finds pages, actions and users, by keyboard alone, and gives the focus back', async ({ page }) => {
  const person = await registered();
  await signInQuietly(page.request, admin);
  await page.goto('/admin/roles');
  await page.getByRole('link', { name: 'Add a role' }).focus();
  const before = await page.evaluate(() => document.activeElement?.outerHTML);
  const field = page.getByRole('combobox', { name: 'Go to a page, find a user, or do something' });
  // The listener comes with the page's scripts.
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused({ timeout: 2000 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.outerHTML)).toBe(before);

  await page.getByRole('button', { name: 'Go to or search' }).click();
  await expect(field).toBeFocused();
  await page.keyboard.type('nothing is called like this');
  await expect(page.getByRole('status').getByText('Nothing found.')).toBeVisible();
  await field.fill('invite');
  await expect(page.getByRole('option')).toHaveText(['Invite a user']);
  for (const action of ['Import users', 'Export users', 'Found an organization', 'Add a pool']) {
    await field.fill(action);
    await expect(page.getByRole('option', { name: action })).toBeVisible();
  }
  await field.fill(person.email.slice(0, 14));
  await expect(page.getByRole('option', { name: person.email })).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/admin\/users\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(person.email);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('s');
  const options = page.getByRole('option');
  await expect(options.nth(1)).toBeVisible();
  for (const [key, at] of [
    ['End', -1],
    ['ArrowDown', 0],
    ['ArrowUp', -1],
    ['Home', 0],
    ['ArrowDown', 1],
  ] as const) {
    await page.keyboard.press(key);
    await expect(options.nth(at)).toHaveAttribute('aria-selected', 'true');
  }
  await expectNoSidewaysScroll(page);
});

test('nobody is offered what they may not use, and outside of the console there is none', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  await page.goto('/dashboard');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go to or search' })).toHaveCount(0);
});
