import type { BrowserContext, Page } from '@playwright/test';
import { seriousFindings } from './support/accessibility.ts';
import { enrol } from './support/authenticator.ts';
import { query } from './support/database.ts';
import { subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, registered, signInQuietly, signOut } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** A device of Chromium's own that keeps passkeys and says that it verified the person. It answers whatever asks it. */
async function withAuthenticator(context: BrowserContext, page: Page): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** The virtual device would answer autofill at once, before anybody clicks a button. */
async function withoutAutofill(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

async function ownId(page: Page): Promise<string> {
  const answer = (await (await page.request.get(`${mainServer.url}/api/v1/users/me`)).json()) as { data: { id: string } };
  return answer.data.id;
}

/** Lets the last proof of whoever is signed in count no longer, as ten minutes would. */
async function forgetProofs(page: Page): Promise<void> {
  const id = await ownId(page);
  await query(mainServer.dataDir, `update session set step_up_at = now() - interval '11 minutes' where user_id = $1`, [id]);
}

async function addPasskey(page: Page): Promise<void> {
  await page.goto('/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('The passkey is added.')).toBeVisible();
}

const passkeyButton = { name: 'Sign in with a passkey' };

test('a passkey is added, signs in without a name, has a name of its own, and is removed', async ({ page, context }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await withAuthenticator(context, page);
  await withoutAutofill(page);
  await addPasskey(page);
  await waitForMail(mainServer.dataDir, person.email, subjects.passkeyAdded);
  const row = page.getByRole('listitem').filter({ hasText: 'Not used yet' });
  await expect(row).toContainText('On one device only');
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByText('Rename').click();
  await page.getByLabel('New name').fill('Test device');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The passkey has a new name.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Test device' })).toBeVisible();

  await context.clearCookies();
  await page.goto('/login?redirect_to=/security');
  await page.getByRole('button', passkeyButton).click();
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.getByRole('listitem').filter({ hasText: 'Test device' })).toContainText('Last used');
  await page.goto('/sessions');
  await expect(page.getByRole('listitem').filter({ hasText: 'This device' })).toContainText('Passkey');

  await page.goto('/security');
  await page.getByRole('button', { name: 'Remove Test device' }).click();
  await expect(page.getByText('The passkey is removed.')).toBeVisible();
  await waitForMail(mainServer.dataDir, person.email, subjects.passkeyRemoved);
});

test('autofill offers the passkey in the field of the name', async ({ page, context }) => {
  await signInQuietly(page.request, await registered());
  await withAuthenticator(context, page);
  await addPasskey(page);
  await context.clearCookies();
  // The virtual device answers for the person who would choose it from the list.
  await page.goto('/login');
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByText('Sign in without your password next time')).toHaveCount(0);
});

test('a refused passkey leaves the page as it was, and says what helps', async ({ page, context }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await withAuthenticator(context, page);
  await withoutAutofill(page);
  await addPasskey(page);
  await query(mainServer.dataDir, 'delete from passkey where user_id = $1', [await ownId(page)]);
  await context.clearCookies();
  await page.goto('/login');
  await page.getByRole('button', passkeyButton).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This passkey could not be checked.');
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);
});

test('a passkey is the second step, and the fresh proof, in a dialog and on its page', async ({ page, context }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await withAuthenticator(context, page);
  await withoutAutofill(page);
  await addPasskey(page);
  await enrol(page, true);

  await context.clearCookies();
  await page.goto('/login');
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/challenge$/);
  await page.getByRole('link', { name: 'Try another way: authenticator app' }).click();
  await expect(page.getByLabel('Code', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Try another way: a passkey' }).click();
  await expect(page.getByRole('button', { name: 'Use my passkey' })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Use my passkey' }).click();
  await expect(page).toHaveURL(/\/dashboard$/);

  await forgetProofs(page);
  await page.goto('/security');
  await page
    .getByRole('button', { name: /^Remove/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Use my passkey' }).click();
  await expect(page.getByText('The passkey is removed.')).toBeVisible();
});

test('the step-up page takes a passkey and leads back', async ({ page, context }) => {
  await signInQuietly(page.request, await registered());
  await withAuthenticator(context, page);
  await addPasskey(page);
  await forgetProofs(page);
  await page.goto('/step-up?redirect_to=/security/passkeys');
  await page.getByRole('button', { name: 'Use my passkey' }).click();
  await expect(page).toHaveURL(/\/security\/passkeys$/);
  await page.getByRole('button', { name: 'Ask for it after the password' }).click();
  await expect(page.getByText('your password alone does not open your account')).toBeVisible();
});

test('the backup codes of a first passkey as second step show without scripts too', async ({ page, context, browser }) => {
  await signInQuietly(page.request, await registered());
  await withAuthenticator(context, page);
  await addPasskey(page);
  const plain = await browser.newContext({ storageState: await context.storageState(), javaScriptEnabled: false, locale: 'en-US' });
  const other = await plain.newPage();
  await other.goto('/security/passkeys');
  await other.getByRole('button', { name: 'Ask for it after the password' }).click();
  await expect(other.getByRole('main').locator('ol li')).toHaveCount(10);
  await plain.close();
});

test('after a password a passkey is offered once, and the offer can be put away', async ({ page, context }) => {
  const person = await registered();
  await page.goto('/login');
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/dashboard$/);
  const offer = page.getByRole('heading', { name: 'Sign in without your password next time' });
  await expect(offer).toBeVisible();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(offer).toHaveCount(0);
  await signOut(page);
  await expect(page).toHaveURL(/\/login/);
  await fillSignIn(page, person);
  await expect(page.getByText('Second step')).toBeVisible();
  await expect(offer).toHaveCount(0);
  await context.clearCookies();
  await signInQuietly(page.request, await registered());
  await page.goto('/dashboard');
  await expect(offer).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('nothing that needs a passkey is offered, and pages that ask for one say what to do', async ({ page }) => {
    await page.goto('/login');
    await expect(page.getByRole('button', passkeyButton)).toBeHidden();
    await signInQuietly(page.request, await registered());
    await page.goto('/security');
    await expect(page.getByText('This browser cannot make passkeys')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeHidden();
  });
});

test('password managers find their way', async ({ request }) => {
  const endpoints = await request.get('/.well-known/passkey-endpoints');
  expect(await endpoints.json()).toEqual({ enroll: `${mainServer.url}/security#passkeys`, manage: `${mainServer.url}/security#passkeys` });
  const change = await request.get('/.well-known/change-password', { maxRedirects: 0 });
  expect([change.status(), change.headers().location]).toEqual([302, `${mainServer.url}/security#password`]);
});
