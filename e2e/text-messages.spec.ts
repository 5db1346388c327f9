import type { Page } from '@playwright/test';
import { enterCode } from './support/authenticator.ts';
import { type Gatehouse, startGatehouse } from './support/gatehouse.ts';
import { codeIn, mailsTo, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { fillSignIn, registered, signInQuietly } from './support/people.ts';
import { codeInText, newPhone, type SmsGateway, startSmsGateway, waitForText } from './support/sms-gateway.ts';
import { expect, test } from './support/test.ts';

function wrong(code: string): string {
  return code === '000000' ? '111111' : '000000';
}

test.describe('with a gateway', () => {
  let gateway: SmsGateway;
  let server: Gatehouse;

  test.beforeAll(async () => {
    gateway = await startSmsGateway();
    server = await startGatehouse({ env: gateway.env });
  });

  test.afterAll(async () => {
    await server?.stop();
    await gateway?.stop();
  });

  async function addPhone(page: Page, phone: string, scripted: boolean): Promise<void> {
    await page.goto(`${server.url}/security`);
    await page.getByRole('link', { name: 'Add Phone number' }).click();
    await page.getByRole('textbox', { name: 'Phone number' }).fill('0151 2345678');
    await page.getByRole('button', { name: 'Send the code' }).click();
    await expect(page.getByText('Write the number with its country code')).toBeVisible();
    await page.getByRole('textbox', { name: 'Phone number' }).fill(`${phone.slice(0, 3)} (0) ${phone.slice(3, 6)} ${phone.slice(6)}`);
    await page.getByRole('button', { name: 'Send the code' }).click();
    const code = codeInText(await waitForText(gateway.texts, phone));
    const button = scripted ? null : 'Confirm the number';
    await enterCode(page, wrong(code), button);
    await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
    await enterCode(page, code, button);
    await expect(page.getByText('Your phone number is confirmed.')).toBeVisible();
    await expect(page.getByText(`${phone}, confirmed`)).toBeVisible();
  }

  for (const scripted of [true, false]) {
    test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
      test.use({ javaScriptEnabled: scripted });
      const button = (name: string) => (scripted ? null : name);

      test('a number is confirmed, signs in, becomes the second step, confirms a change and is switched off', async ({ page, context }) => {
        const person = await registered(server);
        const phone = newPhone();
        await signInQuietly(page.request, person, server.url);
        await addPhone(page, phone, scripted);

        await context.clearCookies();
        await page.goto(`${server.url}/login?redirect_to=/profile`);
        await page.getByRole('link', { name: 'Sign in with a text message' }).click();
        await page.getByRole('textbox', { name: 'Phone number' }).fill(phone);
        await page.getByRole('button', { name: 'Send the code' }).click();
        await expect(page).toHaveURL(/\/text-message\?sent=1&redirect_to=%2Fprofile$/);
        const code = codeInText(await waitForText(gateway.texts, phone, 2));
        await enterCode(page, wrong(code), button('Sign in'));
        await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
        await enterCode(page, code, button('Sign in'));
        await expect(page).toHaveURL(/\/profile$/);

        await context.clearCookies();
        await signInQuietly(page.request, person, server.url);
        await page.goto(`${server.url}/security`);
        await page.getByRole('link', { name: 'Set up Text message' }).click();
        await page.getByRole('button', { name: 'Send me a code' }).click();
        await enterCode(page, codeInText(await waitForText(gateway.texts, phone, 3)), button('Switch on'));
        await expect(page.getByText('This second step is on.')).toBeVisible();
        await expect(page.getByRole('main').locator('ol li')).toHaveCount(10);

        await context.clearCookies();
        await page.goto(`${server.url}/login`);
        await fillSignIn(page, person);
        await expect(page).toHaveURL(/\/challenge/);
        await expect(page.getByText(`number ending in ••• ${phone.slice(-2)}`)).toBeVisible();
        await expect(page.getByRole('link', { name: 'Try another way: use a backup code' })).toBeVisible();
        await page.getByRole('button', { name: 'Send me a text message' }).click();
        const second = codeInText(await waitForText(gateway.texts, phone, 4));
        await enterCode(page, wrong(second), button('Continue'));
        await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
        await enterCode(page, second, button('Continue'));
        await expect(page).toHaveURL(/\/dashboard$/);

        await page.goto(`${server.url}/security/text-messages/remove`);
        await page.getByRole('button', { name: 'Switch off', exact: true }).click();
        await expect(page.getByText('This second step is switched off.')).toBeVisible();
        await page.goto(`${server.url}/security/phone/remove`);
        await page.getByRole('button', { name: 'Remove the number' }).click();
        await expect(page.getByText('Your phone number is removed.')).toBeVisible();
        expect((await waitForText(gateway.texts, phone, 5)).text).toContain('no longer belongs to your account');
        const subjects = (await mailsTo(server.dataDir, person.email)).map(({ subject }) => subject);
        for (const subject of ['Your phone number was changed', 'A second factor was switched on', 'A second factor was switched off'])
          expect(subjects).toContain(subject);
      });
    });
  }
});

test('codes by e-mail are a second step; a sign-in by mail does not ask for one more from the same mailbox', async ({ page, context }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  await page.goto('/security');
  await page.getByRole('link', { name: 'Set up Code by e-mail' }).click();
  await page.getByRole('button', { name: 'Send me a code' }).click();
  const setUp = await waitForMail(mainServer.dataDir, person.email, /^Your code to switch on codes by e-mail$/);
  await enterCode(page, codeIn(setUp), null);
  await expect(page.getByText('This second step is on.')).toBeVisible();

  await context.clearCookies();
  await page.goto('/login');
  await fillSignIn(page, person);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  const mail = await waitForMail(mainServer.dataDir, person.email, /^Your code to finish signing in$/);
  await expect(page.getByRole('button', { name: /^Send it again in \d+ s$/ })).toBeVisible();
  await enterCode(page, codeIn(mail), null);
  await expect(page).toHaveURL(/\/dashboard$/);

  await context.clearCookies();
  await page.request.post('/api/v1/auth/magic-link', { data: { email: person.email } });
  const link = await waitForMail(mainServer.dataDir, person.email, /^Your sign-in link$/);
  const answer = await page.request.post('/api/v1/auth/magic-link/verify', { data: { email: person.email, code: codeIn(link) } });
  expect([answer.status(), (await answer.json()).data.methods]).toEqual([202, ['backup_code']]);
});

test('without a provider a text lands in the inbox, with its code at hand', async ({ page }) => {
  const person = await registered();
  const phone = newPhone();
  await signInQuietly(page.request, person);
  expect((await page.request.post('/api/v1/users/me/phone', { data: { phone }, headers: { origin: mainServer.url } })).status()).toBe(202);
  await page.goto('/security/phone');
  await expect(page.getByRole('link', { name: 'local inbox' })).toBeVisible();
  await expect(async () => {
    await page.goto('/dev/inbox');
    await expect(page.getByRole('main').getByText(phone).first()).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.getByRole('link', { name: new RegExp(`Text message.*${phone.slice(1)}`) }).click();
  await expect(page.getByRole('button', { name: /^\d{6}/ })).toBeVisible();
});
