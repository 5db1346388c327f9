import { execFileSync } from 'node:child_process';
import { expect, type Page } from '@playwright/test';

/** The code that an authenticator app shows, by an implementation that is not ours; `steps` ahead of now. */
export function appCode(secret: string, steps = 0): string {
  return execFileSync('oathtool', ['--totp', '-b', '-N', `now + ${steps * 30} seconds`, secret], { encoding: 'utf8' }).trim();
}

/** Types a code; where no script sends it with the last digit, the button does. */
export async function enterCode(page: Page, code: string, button: string | null): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
  if (button) await page.getByRole('button', { name: button, exact: true }).click();
}

export type Enrolled = { secret: string; firstCode: string; backupCodes: string[] };

/** Sets an authenticator app up on the page of somebody who just signed in. `scripted` is false where no script runs. */
export async function enrol(page: Page, scripted: boolean): Promise<Enrolled> {
  await page.goto('/security');
  await page.getByRole('main').getByRole('link', { name: 'Set up Authenticator app' }).click();
  await page.getByRole('button', { name: 'Begin' }).click();
  const key = page.locator('[data-secret]');
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  const secret = ((await key.textContent()) ?? '').replaceAll(' ', '');
  const firstCode = appCode(secret);
  const button = scripted ? null : 'Switch on';
  await enterCode(page, firstCode === '000000' ? '111111' : '000000', button);
  await expect(page.getByText('This code is not right')).toBeVisible();
  await expect(key).toContainText(secret.slice(0, 4));
  await enterCode(page, firstCode, button);
  await expect(page.getByText('The authenticator app is on.')).toBeVisible();
  const backupCodes = await page.getByRole('main').locator('ol li').allTextContents();
  expect(backupCodes).toHaveLength(10);
  return { secret, firstCode, backupCodes };
}
