import { codeIn, linkIn, mailsTo, subjects, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, postJson, registered, signInQuietly, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted });

    test('an address is changed by code, signs in, and is taken back by the old one', async ({ page }) => {
      const person = await registered();
      const { email } = stranger();
      await signInQuietly(page.request, person);
      await page.goto('/profile');
      await page.getByRole('link', { name: 'Change', exact: true }).click();
      await expect(page).toHaveURL(/\/profile\/email$/);
      await page.getByLabel('New e-mail address').fill(person.email);
      await page.getByRole('button', { name: 'Mail me a code' }).click();
      await expect(page.getByText('This is your address already.')).toBeVisible();
      await page.getByLabel('New e-mail address').fill(email);
      await page.getByRole('button', { name: 'Mail me a code' }).click();
      await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
      const code = codeIn(await waitForMail(mainServer.dataDir, email, subjects.emailChange));
      await page.getByLabel('Code', { exact: true }).fill(code);
      if (!scripted) await page.getByRole('button', { name: 'Use this address' }).click();
      await expect(page).toHaveURL(/\/profile\?notice=changed$/);
      await expect(page.getByText('Your new address counts from now on.')).toBeVisible();
      await expect(page.getByRole('main')).toContainText(email);

      const revert = linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.emailChanged));
      for (let visit = 0; visit < 3; visit += 1) await page.goto(revert);
      await page.getByRole('button', { name: 'Use my old address again' }).click();
      await expect(page).toHaveURL(/\/login\?notice=email_reverted$/);
      await fillSignIn(page, person);
      await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
      await page.goto(linkIn(await waitForMail(mainServer.dataDir, person.email, subjects.reset)));
      await page.getByLabel('New password', { exact: true }).fill('another horse battery');
      await page.getByRole('button', { name: 'Set the new password' }).click();
      await expect(page).toHaveURL(/\/login\?notice=password_changed$/);
      await fillSignIn(page, { ...person, password: 'another horse battery' });
      await expect(page).toHaveURL(/\/dashboard$/);
    });
  });
}

test('the link works in a browser that nobody is signed in to; opening it alone changes nothing', async ({ page, browser }) => {
  const person = await registered();
  const { email } = stranger();
  await signInQuietly(page.request, person);
  await page.goto('/profile/email');
  await page.getByLabel('New e-mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  const link = linkIn(await waitForMail(mainServer.dataDir, email, subjects.emailChange));
  const elsewhere = await (await browser.newContext()).newPage();
  for (let visit = 0; visit < 3; visit += 1) {
    const answer = await elsewhere.goto(link);
    expect(answer?.headers()['referrer-policy']).toBe('no-referrer');
  }
  await page.goto('/profile');
  await expect(page.getByText(`Waits for confirmation: ${email}`)).toBeVisible();
  await elsewhere.getByRole('button', { name: 'Use this address' }).click();
  await expect(elsewhere).toHaveURL(/\/login\?notice=email_changed$/);
  await fillSignIn(elsewhere, { ...person, email });
  await expect(elsewhere).toHaveURL(/\/dashboard$/);
  await page.reload();
  await expect(page.getByRole('main')).toContainText(email);
  await expect(page.getByText('Waits for confirmation')).toHaveCount(0);
});

test('a taken address looks the same; a waiting change can be cancelled', async ({ page }) => {
  const owner = await registered();
  const person = await registered();
  await signInQuietly(page.request, person);
  await page.goto('/profile/email');
  await page.getByLabel('New e-mail address').fill(owner.email);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await waitForMail(mainServer.dataDir, owner.email, /^Somebody wants to use your address$/);
  expect((await mailsTo(mainServer.dataDir, owner.email)).filter(({ subject }) => subjects.emailChange.test(subject))).toEqual([]);
  await page.getByRole('button', { name: 'Keep my old address' }).click();
  await expect(page.getByText('Your address stays as it is.')).toBeVisible();
  expect((await postJson(`${mainServer.url}/api/v1/auth/login`, owner)).status).toBe(200);
});
