import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { startAcme } from './oidc/acme.ts';
import type { OidcProvider } from './oidc/provider.ts';
import { query } from './support/database.ts';
import { waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, type Person, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

let orbit: OidcProvider;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ baseURL }) => {
  orbit = await startAcme(baseURL ?? '', 'orbit');
});
test.afterAll(() => orbit?.close());

function identity(email = `${randomUUID().slice(0, 8)}@orbit.example`) {
  return { sub: randomUUID(), claims: { email, email_verified: true, name: 'Grace Hopper' } };
}

async function signedIn(page: Page): Promise<Person> {
  const person = await registered();
  await signInQuietly(page.request, person);
  return person;
}

const connect = (page: Page) => page.getByRole('button', { name: 'Connect Orbit' }).click();

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-keyboard' : 'light-desktop-mouse' });

    test('a provider is connected from the security page after a fresh proof, opens the account, and is disconnected', async ({
      page,
      context,
    }) => {
      const person = await signedIn(page);
      const { id } = (await (await page.request.get('/api/v1/users/me')).json()).data;
      await query(mainServer.dataDir, 'update session set step_up_at = null where user_id = $1', [id]);
      const grace = identity();
      orbit.signInAs(grace);
      await page.goto('/security');
      await page.getByRole('link', { name: 'Manage Connected accounts' }).click();
      await expect(page.getByText('No provider is connected.')).toBeVisible();
      await connect(page);
      if (scripted) await expect(page.getByRole('dialog', { name: 'Confirm that it is you' })).toBeVisible();
      else await expect(page).toHaveURL(/\/step-up\?/);
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Continue' }).click();
      if (!scripted) {
        await expect(page).toHaveURL(/\/security\/connections$/);
        await connect(page);
      }
      await expect(page).toHaveURL(/\/security\/connections\?notice=connected$/);
      await expect(page.getByRole('listitem').filter({ hasText: grace.claims.email })).toContainText('Not used yet');
      await waitForMail(mainServer.dataDir, person.email, /^A sign-in provider was connected$/);

      await context.clearCookies();
      await page.goto('/login?redirect_to=/security/connections');
      await page.getByRole('button', { name: /Orbit/ }).click();
      await expect(page).toHaveURL(/\/security\/connections$/);
      await page.getByRole('button', { name: 'Disconnect Orbit' }).click();
      await expect(page).toHaveURL(/notice=disconnected$/);
      await expect(page.getByText('The provider is disconnected.')).toBeVisible();
      await waitForMail(mainServer.dataDir, person.email, /^A sign-in provider was disconnected$/);
    });

    test('who meets their own account at the sign-in page signs in first, and connects with one click', async ({ page }) => {
      const person = await registered();
      orbit.signInAs(identity(person.email));
      await page.goto('/login');
      await page.getByRole('button', { name: /Orbit/ }).click();
      await expect(page).toHaveURL(/\/login\?error=account_exists$/);
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/dashboard$/);
      await expect(page.getByRole('heading', { name: 'Connect Orbit to this account?' })).toBeVisible();
      await connect(page);
      await expect(page).toHaveURL(/\/security\/connections\?notice=connected$/);
      await expect(page.getByRole('heading', { name: 'Connect Orbit to this account?' })).toHaveCount(0);
    });
  });
}

test('an identity of another account is refused, and a callback brought to another session connects nothing', async ({ page, browser }) => {
  const grace = identity();
  orbit.signInAs(grace);
  await signedIn(page);
  await page.goto('/security/connections');
  await connect(page);
  await expect(page).toHaveURL(/notice=connected$/);

  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await signedIn(elsewhere);
  await elsewhere.goto('/security/connections');
  await connect(elsewhere);
  await expect(elsewhere).toHaveURL(/error=identity_taken$/);
  await expect(elsewhere.getByRole('main').getByRole('alert')).toContainText('connected to another account');

  orbit.signInAs(identity());
  const begun = await elsewhere.request.post('/api/v1/users/me/connections', {
    data: { provider: 'orbit' },
    headers: { origin: mainServer.url },
  });
  const callback = await orbit.walk((await begun.json()).data.authorization_url);
  const before = await page.request.get('/api/v1/users/me/connections').then((answer) => answer.text());
  await page.goto(callback);
  await expect(page).toHaveURL(/\/security\/connections\?error=session_changed$/);
  const links = (text: string) => JSON.parse(text).data;
  expect(links(await page.request.get('/api/v1/users/me/connections').then((answer) => answer.text()))).toEqual(links(before));
  await other.close();
});

test('the last way in cannot be disconnected', async ({ page }) => {
  orbit.signInAs(identity());
  await page.goto('/login?redirect_to=/security/connections');
  await page.getByRole('button', { name: /Orbit/ }).click();
  await page.getByRole('button', { name: 'Disconnect Orbit' }).click();
  await expect(page).toHaveURL(/error=last_way_in$/);
  await expect(page.getByRole('listitem').filter({ hasText: '@orbit.example' })).toBeVisible();
});
