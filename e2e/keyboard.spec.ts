import { appCode } from './support/authenticator.ts';
import { query } from './support/database.ts';
import { codeIn, subjects, waitForMail } from './support/inbox.ts';
import { tabTo } from './support/keyboard.ts';
import { mainServer } from './support/main-server.ts';
import { type Person, postJson, registered, signInQuietly, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

// No mouse in this file: pages are opened, everything else is keys.

async function enrolled(): Promise<{ person: Person; secret: string; backupCodes: string[] }> {
  const person = await registered();
  const post = async (path: string, body: unknown, bearer?: string) => {
    const answer = await postJson(`${mainServer.url}/api/v1${path}`, body, bearer ? { authorization: `Bearer ${bearer}` } : {});
    return (await answer.json()).data;
  };
  const { access_token: bearer } = await post('/auth/login', person);
  const { setup_id, secret } = await post('/auth/2fa/setup', { method: 'totp' }, bearer);
  const { backup_codes } = await post('/auth/2fa/enable', { setup_id, code: appCode(secret) }, bearer);
  return { person, secret, backupCodes: backup_codes };
}

test('the second step and the fresh proof in its dialog, with the keyboard alone', async ({ page }) => {
  const { person, secret, backupCodes } = await enrolled();
  await page.goto('/login');
  await tabTo(page, /^E-mail or username$/);
  await page.keyboard.type(person.email);
  await tabTo(page, /^Password$/);
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/challenge/);
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  // The last digit sends.
  await page.keyboard.type(appCode(secret, 1));
  await expect(page).toHaveURL(/\/dashboard$/);

  const { id } = (await (await page.request.get('/api/v1/users/me')).json()).data;
  await query(mainServer.dataDir, 'update session set step_up_at = null where user_id = $1', [id]);
  await page.goto('/security/backup-codes');
  await tabTo(page, /^Make new codes/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Code', { exact: true })).toBeFocused();
  await tabTo(page, /use a backup code$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Backup code')).toBeFocused();
  await page.keyboard.type(backupCodes[0] ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The old ones no longer work.')).toBeVisible();
});

test('another address, with the keyboard alone', async ({ page }) => {
  const person = await registered();
  const { email } = stranger();
  await signInQuietly(page.request, person);
  await page.goto('/profile/email');
  await tabTo(page, /^New e-mail address$/);
  await page.keyboard.type(email);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await page.keyboard.type(codeIn(await waitForMail(mainServer.dataDir, email, subjects.emailChange)));
  await expect(page).toHaveURL(/\/profile\?notice=changed$/);
});

test('a mailed code, and the chooser of accounts, with the keyboard alone', async ({ page }) => {
  const person = await registered();
  await page.goto('/login');
  await tabTo(page, /^E-mail me a sign-in link/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/magic-link$/);
  await tabTo(page, /^E-mail$/);
  await page.keyboard.type(person.email);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await page.keyboard.type(codeIn(await waitForMail(mainServer.dataDir, person.email, subjects.signIn)));
  await expect(page).toHaveURL(/\/dashboard$/);
  await tabTo(page, /^Account menu/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Switch account/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/accounts$/);
  await tabTo(page, /^Use another account/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/login\?add_account=1/);
});
