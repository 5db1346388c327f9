import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { codeIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { organizationOf } from './support/organizations.ts';
import { fillSignIn, postJson, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.use({ look: 'dark-360-keyboard' });

const staff = `staff-${process.pid}`;

async function empty(): Promise<void> {
  await query(mainServer.dataDir, `delete from organization where pool = '${staff}'`);
  await query(mainServer.dataDir, `delete from account where pool = '${staff}'`);
  await query(mainServer.dataDir, `delete from "user" where pool = '${staff}'`);
}

test.afterAll(async () => {
  // The other specs meet one pool, as most installations have.
  await empty();
  await query(mainServer.dataDir, `delete from user_pool where name = '${staff}'`);
});

test('a pool is made in the console, its people register and sign in on its own pages, and are nobody on the others', async ({
  page,
  browser,
}) => {
  await signInQuietly(page.request, admin);
  await page.goto('/admin/pools');
  await page.getByRole('link', { name: 'Add a pool' }).click();
  await expect(page).toHaveURL(/\/new$/);
  await page.getByLabel('Short name').fill(staff);
  await page.getByLabel('Name', { exact: true }).fill('Staff');
  await page.getByRole('button', { name: 'Add pool' }).click();
  await expect(page.getByText('The pool is added.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Staff of Engines');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('The pool is saved.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Staff of Engines' })).toBeVisible();

  await page.getByLabel('Shortest password').fill('12');
  await page.getByRole('button', { name: 'Who is affected?' }).click();
  const preview = page.getByRole('status', { name: 'Who would be affected' });
  await expect(preview.getByRole('listitem')).toHaveText(/^Shortest password: 8 → 12Nobody yet\.$/);
  await page.getByRole('button', { name: 'Save policies' }).click();
  await expect(page.getByText('The pool is saved.')).toBeVisible();
  await expect(page.getByText('Own', { exact: true })).toHaveCount(1);
  await expectAccessible(page);

  // Somebody with the same address among the customers: another account, with another password.
  const customer = await registered();
  const person = { email: customer.email, password: 'nine quiet harbours at dawn' };
  const own = await browser.newContext();
  const visitor = await own.newPage();
  await visitor.goto(`/login?pool=${staff}`);
  await expect(visitor.getByText('Staff of Engines')).toBeVisible();
  await visitor.getByRole('link', { name: 'Create' }).click();
  await expect(visitor).toHaveURL(new RegExp(`/register\\?pool=${staff}$`));
  await expect(visitor.getByText(/At least 12/)).toBeVisible();
  await visitor.getByLabel('E-mail', { exact: true }).fill(person.email);
  await visitor.getByLabel('Password', { exact: true }).fill(person.password);
  await visitor.getByText('I accept the terms').click();
  await visitor.getByRole('button', { name: 'Create account' }).click();
  await expect(visitor).toHaveURL(new RegExp(`/verify-email\\?pool=${staff}$`));
  const mail = await waitForMail(mainServer.dataDir, person.email, subjects.verify, 2);
  expect(mail.text).toContain(`pool=${staff}`);
  await visitor.getByLabel('Code').fill(codeIn(mail));
  await expect(visitor).toHaveURL(new RegExp(`/login\\?notice=email_verified&pool=${staff}$`));
  await fillSignIn(visitor, person);
  await expect(visitor).toHaveURL(/\/dashboard$/);
  // The session ends: the browser knows where its people sign in again, and comes back.
  await own.clearCookies({ name: /gatehouse-session$/ });
  await visitor.goto('/security');
  await expect(visitor).toHaveURL(new RegExp(`/login\\?redirect_to=%2Fsecurity&pool=${staff}$`));
  await fillSignIn(visitor, person);
  await expect(visitor).toHaveURL(/\/security$/);
  await own.close();

  // A mail that leads to a page behind a sign-in, in a browser that knows nothing of them, without scripts.
  const [{ id } = { id: '' }] = await query<{ id: string }>(mainServer.dataDir, `select id from "user" where pool = '${staff}'`);
  await organizationOf(page.request, id, 'Engine rooms');
  const joined = await waitForMail(mainServer.dataDir, person.email, subjects.organizationJoined);
  const link = /https?:\/\/\S+\?\S+/.exec(joined.text)?.[0] ?? '';
  const fresh = await browser.newPage({ javaScriptEnabled: false });
  await fresh.goto(link);
  await expect(fresh).toHaveURL(new RegExp(`/login\\?redirect_to=%2Forganizations&pool=${staff}$`));
  await expect(fresh.getByText('Staff of Engines')).toBeVisible();
  await fillSignIn(fresh, person);
  await expect(fresh).toHaveURL(/\/organizations$/);
  await fresh.goto(link);
  await expect(fresh).toHaveURL(/\/organizations$/);
  await fresh.close();
  // Who is signed in to another pool can sign in to this one, and until then stays who they are.
  const others = await browser.newContext();
  await signInQuietly(others.request, customer);
  expect((await others.request.get(link)).url()).toBe(link);
  expect((await others.request.get(`${mainServer.url}/security`)).url()).toMatch(/\/security$/);
  await others.close();

  const api = `${mainServer.url}/api/v1/auth/login`;
  expect((await postJson(api, person)).status).toBe(401);
  expect((await postJson(api, person, { 'x-gatehouse-pool': staff })).status).toBe(200);
  expect((await postJson(api, customer)).status).toBe(200);
  expect((await postJson(api, customer, { 'x-gatehouse-pool': 'nowhere' })).status).toBe(400);

  await page.goto('/admin/users');
  await page.getByText('More filters').click();
  await page.getByLabel('Pool', { exact: true }).selectOption(staff);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(new RegExp(`pool=${staff}`));
  await expect(page.getByRole('link', { name: person.email })).toBeVisible();
  await page.goto(`/admin/pools/${staff}`);
  await page.getByRole('button', { name: 'Set Shortest password as in the settings: 8' }).click();
  await expect(page.getByText('The value is that of the settings again.')).toBeVisible();
  await expect(page.getByText('Own', { exact: true })).toHaveCount(0);
  await expect(page.getByLabel('Shortest password')).toHaveValue('8');
  await page.getByRole('link', { name: 'Delete pool' }).click();
  await page.getByRole('button', { name: 'Delete pool' }).click();
  await expect(page.getByText('There are people, organizations or applications in this pool.')).toBeVisible();
  await expectAccessible(page);
  await empty();
  await page.getByRole('button', { name: 'Delete pool' }).click();
  await expect(page.getByText('The pool is deleted.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Staff of Engines' })).toHaveCount(0);
});

test('a sign-in page for a pool that there is not is not there', async ({ page }) => {
  expect((await page.request.get('/login?pool=nowhere')).status()).toBe(404);
});
