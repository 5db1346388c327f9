import { randomBytes } from 'node:crypto';
import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { seriousFindings } from './support/accessibility.ts';
import { appCode, enrol } from './support/authenticator.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { linkIn, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, type Person, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** Signs in as far as the challenge, and from there to the page for those who lost everything. */
async function openRecovery(page: Page, person: Person): Promise<void> {
  await page.goto('/login');
  await fillSignIn(page, person);
  await expect(page).toHaveURL(/\/challenge$/);
  await page.getByRole('link', { name: 'I lost all of these' }).click();
  await expect(page).toHaveURL(/\/recovery$/);
  await expect(page.getByRole('link', { name: 'Try another way' })).toBeVisible();
}

async function askForLink(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Mail me the link' }).click();
  await expect(page.getByText('A mail with a link is on its way')).toBeVisible();
}

/** Begins the waiting period in this browser. */
async function beginWaiting(page: Page, person: Person): Promise<void> {
  await openRecovery(page, person);
  await askForLink(page);
  await page.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.recoveryConfirm)));
  await page.getByRole('button', { name: 'Begin the waiting period' }).click();
  await expect(page).toHaveURL(/\/login\?notice=recovery_waiting$/);
}

async function ownId(request: APIRequestContext): Promise<string> {
  const { data } = (await (await request.get(`${mainServer.url}/api/v1/users/me`)).json()) as { data: { id: string } };
  return data.id;
}

async function withFactor(page: Page, scripted: boolean): Promise<Person & { id: string }> {
  const person = await registered();
  await signInQuietly(page.request, person);
  const id = await ownId(page.request);
  await enrol(page, scripted);
  await page.context().clearCookies();
  return { ...person, id };
}

/** Their second factor is passkeys, and those are gone. This browser is trusted: it gets a session, in which nothing was proved lately. */
async function withNothingLeft(context: BrowserContext): Promise<Person> {
  const person = await registered();
  await signInQuietly(context.request, person);
  const token = randomBytes(32).toString('base64url');
  await query(
    mainServer.dataDir,
    `with factor as (insert into factor (id, user_id, method, confirmed_at) values (gen_random_uuid(), $1, 'passkey', now()))
     insert into trusted_device (id, user_id, token_hash, client_sealed, expires_at)
     values (gen_random_uuid(), $1, sha256($2::text::bytea), ''::bytea, now() + interval '1 day')`,
    [await ownId(context.request), token],
  );
  await context.clearCookies();
  // The prefix asks for Secure, which a browser only takes from an https address; on localhost it sends it over http too.
  const cookie = { name: '__Host-gatehouse-trusted', url: 'https://localhost', secure: true, httpOnly: true, sameSite: 'Lax' } as const;
  await context.addCookies([{ ...cookie, value: token }]);
  await signInQuietly(context.request, person);
  return person;
}

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted });

    test('somebody who lost every second factor waits, comes back, and sets up a new one', async ({ page }) => {
      const person = await withFactor(page, scripted);
      await beginWaiting(page, person);
      await openRecovery(page, person);
      await expect(page.getByRole('heading', { name: 'The waiting period runs' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Mail me the link' })).toHaveCount(0);
      await query(mainServer.dataDir, 'update recovery_request set available_at = now() where user_id = $1', [person.id]);
      await page.reload();
      await expect(page.getByRole('heading', { name: 'The waiting period is over' })).toBeVisible();
      await askForLink(page);
      const link = linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.recoveryComplete));
      for (let visit = 0; visit < 3; visit += 1) await page.goto(link);
      await page.getByRole('button', { name: 'Remove my second factors' }).click();
      await expect(page).toHaveURL(/\/login\?notice=recovered&redirect_to=/);
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/security\/authenticator$/);
      const { secret } = await enrol(page, scripted);
      expect(appCode(secret)).toMatch(/^\d{6}$/);
    });

    test('somebody with nothing left to confirm with is told what to do, and comes to the recovery', async ({ page, context }) => {
      const person = await withNothingLeft(context);
      await page.goto('/security/authenticator');
      await page.getByRole('button', { name: 'Begin' }).click();
      if (!scripted) await expect(page).toHaveURL(/\/step-up\?redirect_to=%2Fsecurity%2Fauthenticator$/);
      const shown = scripted ? page.getByRole('dialog', { name: 'Confirm that it is you' }) : page.getByRole('main');
      await expect(shown.getByText('Nothing is left that could confirm it')).toBeVisible();
      await expect(shown.getByLabel('Password', { exact: true })).toHaveCount(0);
      if (scripted) expect(await seriousFindings(page)).toEqual([]);
      await shown.getByRole('button', { name: 'Sign out and recover the account' }).click();
      await expect(page.getByText('the next page is where you recover your account')).toBeVisible();
      await fillSignIn(page, person);
      await expect(page).toHaveURL(/\/recovery$/);
      await expect(page.getByRole('link', { name: 'Try another way' })).toHaveCount(0);
      await askForLink(page);
    });
  });
}

test('whoever is signed in sees it and stops it; so does a notice', async ({ page, browser }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await enrol(page, true);
  const elsewhere = await (await browser.newContext()).newPage();
  await beginWaiting(elsewhere, person);
  await page.goto('/security');
  await expect(page.getByText('Somebody wants to remove your second factors')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel: this wasn’t me' }).click();
  await expect(page).toHaveURL(/\/security\?notice=recovery_cancelled$/);
  await expect(page.getByText('Somebody wants to remove your second factors')).toHaveCount(0);

  await beginWaiting(elsewhere, person);
  await elsewhere.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.recoveryWaiting, 2)));
  await elsewhere.getByRole('button', { name: 'Stop it: it wasn’t me' }).click();
  await expect(elsewhere).toHaveURL(/\/login\?notice=recovery_cancelled$/);
  await openRecovery(elsewhere, person);
  await expect(elsewhere.getByRole('heading', { name: 'Recover your account' })).toBeVisible();
});

test.describe('in the console', () => {
  test.use({ look: 'dark-360-keyboard' });

  test('an administrator ends the waiting period, with a reason, and refuses after all', async ({ page, browser }) => {
    const elsewhere = await (await browser.newContext()).newPage();
    const person = await withFactor(elsewhere, true);
    await beginWaiting(elsewhere, person);
    await signInQuietly(page.request, admin);
    await page.goto('/admin/recovery');
    const card = page.getByRole('listitem').filter({ hasText: person.email });
    await card.getByLabel('Reason').fill('Called back on the number in the staff list.');
    await card.getByRole('button', { name: 'Approve' }).click();
    await expect(page.getByText('Approved. The person was told')).toBeVisible();
    await expect(card.getByText('Approved', { exact: true })).toBeVisible();
    await waitForMail(mainServer.dataDir, person.email, /^Your recovery can be finished$/);
    await openRecovery(elsewhere, person);
    await expect(elsewhere.getByRole('heading', { name: 'The waiting period is over' })).toBeVisible();

    await page.goto('/admin/recovery');
    await expect(card.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await card.getByLabel('Reason').fill('Nobody answers there any more.');
    await card.getByRole('button', { name: 'Refuse' }).click();
    await expect(page.getByText('Refused. The person was told.')).toBeVisible();
    await expect(card).toHaveCount(0);
    const outcomes = await query(mainServer.dataDir, 'select outcome from recovery_request where user_id = $1', [person.id]);
    expect(outcomes).toEqual([{ outcome: 'denied' }]);
    await waitForMail(mainServer.dataDir, person.email, /^The recovery was refused$/);
    await elsewhere.reload();
    await expect(elsewhere.getByRole('heading', { name: 'Recover your account' })).toBeVisible();
  });
});
