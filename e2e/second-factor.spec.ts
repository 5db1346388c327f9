import { readFile } from 'node:fs/promises';
import type { APIRequestContext } from '@playwright/test';
import { expectNoSidewaysScroll, seriousFindings } from './support/accessibility.ts';
import { appCode, enrol, enterCode } from './support/authenticator.ts';
import { query } from './support/database.ts';
import { codeIn, linkIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, registered, signInQuietly, signOut } from './support/people.ts';
import { expect, test } from './support/test.ts';

async function ownId(request: APIRequestContext): Promise<string> {
  const answer = (await (await request.get(`${mainServer.url}/api/v1/users/me`)).json()) as { data: { id: string } };
  return answer.data.id;
}

/** Lets the last proof of whoever is signed in count no longer, as ten minutes would. */
async function forgetProofs(request: APIRequestContext): Promise<void> {
  await query(mainServer.dataDir, `update session set step_up_at = now() - interval '11 minutes' where user_id = $1`, [
    await ownId(request),
  ]);
}

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted });
    const button = (name: string) => (scripted ? null : name);

    test('an app is set up, asked for at the next sign-in, replaced by a backup code, trusted away and removed', async ({
      page,
      context,
    }) => {
      const person = await registered();
      await signInQuietly(page.request, person);
      const { secret, firstCode, backupCodes } = await enrol(page, scripted);
      await waitForMail(mainServer.dataDir, person.email, subjects.factorEnabled);
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      expect(await readFile(await (await download).path(), 'utf8')).toBe(`${backupCodes.join('\n')}\n`);
      await page.getByText('I saved them').click();
      await page.getByRole('button', { name: 'Done' }).click();
      await expect(page).toHaveURL(/\/security\?saved=on$/);
      await page.goto('/security/authenticator');
      await expect(page.getByText('An authenticator app is set up already.')).toBeVisible();
      await expect(page.getByText(backupCodes[0] ?? '')).toHaveCount(0);

      await page.goto('/dashboard');
      await signOut(page);
      await page.goto('/login?redirect_to=/profile');
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/challenge\?redirect_to=%2Fprofile$/);
      await enterCode(page, appCode(secret, 20), button('Continue'));
      await expect(page.getByText('This code is not right')).toBeVisible();
      await enterCode(page, firstCode, button('Continue'));
      await expect(page.getByText('This code is not right')).toBeVisible();
      await expect(page.getByLabel('Code', { exact: true })).toHaveValue('');
      const accepted = appCode(secret, 1);
      await enterCode(page, accepted, button('Continue'));
      await expect(page).toHaveURL(/\/profile$/);

      await context.clearCookies();
      await page.goto('/login');
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/challenge$/);
      await enterCode(page, accepted, button('Continue'));
      await expect(page.getByText('This code is not right, or was used already.')).toBeVisible();
      await page.getByRole('link', { name: /use a backup code/ }).click();
      await page.getByText('Trust this browser for 30 days').click();
      await page.getByLabel('Backup code').fill((backupCodes[0] ?? '').toUpperCase());
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await expect(page.getByText('Second step').locator('..')).toContainText('On');

      await signOut(page);
      await page.goto('/login');
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/dashboard$/);
      await page.goto('/security');
      await expect(page.getByText('9 of 10 left')).toBeVisible();

      // A trusted browser skips the challenge, never the fresh proof.
      await page.goto('/security/backup-codes');
      await page.getByRole('button', { name: 'Make new codes' }).click();
      if (!scripted) await expect(page).toHaveURL(/\/step-up\?redirect_to=/);
      await page.getByRole(scripted ? 'button' : 'link', { name: /use a backup code/ }).click();
      await page.getByLabel('Backup code').fill(backupCodes[0] ?? '');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByText('This backup code is not right, or was used already.')).toBeVisible();
      await page.getByLabel('Backup code').fill(backupCodes[1] ?? '');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page).toHaveURL(/\/security\/backup-codes$/);
      if (!scripted) await page.getByRole('button', { name: 'Make new codes' }).click();
      await expect(page.getByText('The old ones no longer work.')).toBeVisible();

      await page.goto('/security');
      await page.getByRole('button', { name: /^No longer trust/ }).click();
      await expect(page.getByText('This browser is no longer trusted.')).toBeVisible();
      await page.goto('/security/authenticator/remove');
      await page.getByRole('button', { name: 'Remove the app' }).click();
      await expect(page).toHaveURL(/\/security\?notice=removed$/);
      await context.clearCookies();
      await page.goto('/login');
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/dashboard$/);
    });

    test('signing in with the mailed link and with the mailed code', async ({ page, context }) => {
      const person = await registered();
      await page.goto('/login?redirect_to=/profile');
      await page.getByRole('link', { name: 'E-mail me a sign-in link' }).click();
      await page.getByLabel('E-mail', { exact: true }).fill(person.email);
      await page.getByRole('button', { name: 'Send the mail' }).click();
      await expect(page).toHaveURL(/\/magic-link\?sent=1&redirect_to=%2Fprofile$/);
      const link = linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.signIn));
      // Scanners open links: that uses nothing up.
      for (let count = 0; count < 2; count += 1) await page.request.get(link);
      await page.goto(link);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page).toHaveURL(/\/profile$/);
      await page.goto('/sessions');
      await expect(page.getByRole('listitem').filter({ hasText: 'This device' })).toContainText('E-mail link');

      await signOut(page);
      await expect(page.getByRole('link', { name: 'E-mail me a sign-in link' })).toContainText('Last used');
      await page.goto(link);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('main').getByRole('alert')).toContainText('This link is not valid or was already used.');

      await context.clearCookies();
      await page.goto('/magic-link');
      await page.getByLabel('E-mail', { exact: true }).fill(person.email);
      await page.getByRole('button', { name: 'Send the mail' }).click();
      const code = codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.signIn, 2));
      await enterCode(page, code === '000000' ? '111111' : '000000', button('Sign in'));
      await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
      await enterCode(page, code, button('Sign in'));
      await expect(page).toHaveURL(/\/dashboard$/);
    });

    test('a link that is opened in another browser needs the code of the same mail', async ({ page, browser }) => {
      const person = await registered();
      await page.goto('/magic-link');
      await page.getByLabel('E-mail', { exact: true }).fill(person.email);
      await page.getByRole('button', { name: 'Send the mail' }).click();
      await expect(page).toHaveURL(/\/magic-link\?sent=1$/);
      const mail = await waitForMail(mainServer.dataDir, person.email, subjects.signIn);
      const elsewhere = await browser.newContext({ javaScriptEnabled: scripted, locale: 'en-US' });
      const other = await elsewhere.newPage();
      await other.goto(linkIn(mail));
      await expect(other.getByText('This link was asked for in another browser.')).toBeVisible();
      const code = codeIn(mail);
      await enterCode(other, code === '000000' ? '111111' : '000000', button('Sign in'));
      await expect(other.getByText('This code is not valid or has expired.')).toBeVisible();
      await enterCode(other, code, button('Sign in'));
      await expect(other).toHaveURL(/\/dashboard$/);
      await elsewhere.close();
    });

    test('an unknown address gets the same page', async ({ page }) => {
      await page.goto('/magic-link');
      await page.getByLabel('E-mail', { exact: true }).fill('nobody-at-all@example.com');
      await page.getByRole('button', { name: 'Send the mail' }).click();
      await expect(page.getByText('If there is an account for n***@example.com')).toBeVisible();
    });

    test('changing the password: mistakes beside their field, other devices out, the new one works', async ({ page, browser }) => {
      const person = await registered();
      await signInQuietly(page.request, person);
      const other = await browser.newContext();
      await signInQuietly(other.request, person);
      await page.goto('/security');
      const change = async (current: string, replacement: string) => {
        await page.getByLabel('Current password', { exact: true }).fill(current);
        await page.getByLabel('New password', { exact: true }).fill(replacement);
        await page.getByRole('button', { name: 'Change the password' }).click();
      };
      await change('not it', 'a fine new horse');
      await expect(page.getByText('The password is wrong.')).toBeVisible();
      await change(person.password, 'password');
      await expect(page.getByText('Attackers try this password first.')).toBeVisible();
      await change(person.password, `${person.password} staple`);
      await expect(page.getByText('Your new password is set.')).toBeVisible();
      await waitForMail(mainServer.dataDir, person.email, subjects.changed);
      expect((await other.request.get(`${mainServer.url}/api/v1/users/me`)).status()).toBe(401);
      await other.close();
      await page.goto('/dashboard');
      await expect(page).toHaveURL(/\/dashboard$/);
      await signOut(page);
      await fillSignIn(page, { ...person, password: `${person.password} staple` });
      await expect(page).toHaveURL(/\/dashboard$/);
    });

    test(`a proof that is too old is asked for again, ${scripted ? 'over the page, and the form goes on' : 'on its own page, which leads back'}`, async ({
      page,
    }) => {
      const person = await registered();
      await signInQuietly(page.request, person);
      await forgetProofs(page.request);
      await page.goto('/security/authenticator');
      await page.getByRole('button', { name: 'Begin' }).click();
      if (scripted) await expect(page.getByRole('dialog', { name: 'Confirm that it is you' })).toBeVisible();
      else await expect(page).toHaveURL(/\/step-up\?redirect_to=%2Fsecurity%2Fauthenticator$/);
      await page.getByLabel('Password', { exact: true }).fill('not it');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByText('The password is wrong.')).toBeVisible();
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page).toHaveURL(/\/security\/authenticator$/);
      if (!scripted) await page.getByRole('button', { name: 'Begin' }).click();
      await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
    });

    test('somebody without a password confirms with a mailed code and can ask for the link to set one', async ({ page }) => {
      const person = await registered();
      await signInQuietly(page.request, person);
      await forgetProofs(page.request);
      await query(mainServer.dataDir, `update "user" set password_hash = null where id = $1`, [await ownId(page.request)]);
      await page.goto('/security');
      await page.getByRole('button', { name: 'Mail me the link' }).click();
      await expect(page.getByText('A mail with a link is on its way.')).toBeVisible();
      await page.goto('/security/authenticator');
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('button', { name: 'Mail me a code' }).click();
      const code = codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.stepUp));
      await enterCode(page, code === '000000' ? '111111' : '000000', button('Continue'));
      await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
      await enterCode(page, code, button('Continue'));
      await expect(page).toHaveURL(/\/security\/authenticator$/);
      if (scripted) await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
    });
  });
}

test('the dialog that asks for a proof has no serious finding, fits 320 px, and Escape leaves the form as it was', async ({ page }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await forgetProofs(page.request);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/security/authenticator');
  const begin = page.getByRole('button', { name: 'Begin' });
  await begin.click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await seriousFindings(page)).toEqual([]);
  }
  await expectNoSidewaysScroll(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(begin).toBeVisible();
  await expect(page).toHaveURL(/\/security\/authenticator$/);
});

test('the challenge page without a challenge leads back to the sign-in page', async ({ page }) => {
  await page.goto('/challenge?redirect_to=/profile');
  await expect(page).toHaveURL(/\/login\?notice=challenge_expired&redirect_to=%2Fprofile$/);
  await expect(page.getByText('This sign-in took too long')).toBeVisible();
});
