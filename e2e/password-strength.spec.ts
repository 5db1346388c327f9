import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

const script = /\/generated\/password-strength\.js$/;

test('the sign-in page never loads it; a new password does with its first focus, and nothing typed leaves the page', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.goto('/login');
  await page.getByLabel('Password', { exact: true }).pressSequentially('four bright lanterns');
  await page.goto('/register');
  await expect(page.getByRole('button', { name: 'Show password' })).toBeVisible();
  expect(requests.filter((request) => script.test(request))).toEqual([]);
  const loaded = page.waitForResponse(script);
  await page.getByLabel('Password', { exact: true }).focus();
  const answer = await loaded;
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-encoding']).toMatch(/^(?:br|gzip)$/);
  const before = requests.length;
  const field = page.getByLabel('Password', { exact: true });
  const status = page.locator('[data-strength] [role=status]');
  await field.fill('password1');
  await expect(status).toHaveText(/^Strength: Easy to guess/);
  await field.fill('four bright lanterns');
  await expect(status).toHaveText('Strength: Strong.');
  await field.fill('');
  await expect(status).toHaveText('');
  expect(requests.slice(before)).toEqual([]);
});

test('it advises where the password is changed, too, and only there', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  await page.goto('/security');
  await page.getByLabel('Current password').fill('password1');
  await page.getByLabel('New password').fill('seven quiet harbours at night');
  await expect(page.getByText('Strength: Strong.')).toBeVisible();
  await expect(page.locator('[data-strength]')).toHaveCount(1);
});
