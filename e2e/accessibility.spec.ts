import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { inProject } from '#scripts/paths.ts';
import { contrastFindings, expectNoSidewaysScroll, seriousFindings } from './support/accessibility.ts';
import { admin } from './support/gatehouse.ts';
import { tabTo as tabToElement } from './support/keyboard.ts';
import { fillSignIn, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

const token = 'a'.repeat(43);

/** Every page in every state that an address alone brings about, and who sees it. */
const publicPages = [
  '/login',
  '/login?error=account_exists',
  '/register',
  '/verify-email',
  `/verify-email?token=${token}`,
  `/confirm-email?token=${token}`,
  `/revert-email?token=${token}`,
  `/recovery/confirm?token=${token}`,
  `/recovery/cancel?token=${token}`,
  `/recovery/complete?token=${token}`,
  '/magic-link',
  `/magic-link?token=${token}`,
  '/text-message',
  '/login?notice=challenge_expired',
  '/forgot-password',
  '/reset-password',
  `/reset-password?token=${token}`,
  '/secure-account',
  `/secure-account?token=${token}`,
  '/setup',
  `/setup?token=${token}`,
  '/docs/errors',
  '/docs/errors/RATE_LIMITED',
  '/docs/limits',
  '/dev/inbox',
  '/there/is/nothing/here',
];
const signedInPages = [
  '/dashboard',
  '/accounts',
  '/profile',
  '/profile/email',
  '/security',
  '/security/authenticator',
  '/security/phone',
  '/profile/delete',
  '/profile/roles',
  '/security/email-codes',
  '/security/connections',
  '/security/passkeys',
  '/security/activity',
  '/security/activity?kind=profile&result=denied',
  '/sessions',
  '/organizations',
  '/organizations/new',
  '/api-keys',
  '/api-keys/new',
  '/admin',
  '/admin/users',
  '/admin/users/new',
  '/admin/users/import',
  '/admin/users/export',
  '/admin/users/bulk?action=add_role&all=true',
  '/admin/jobs',
  '/admin/sessions',
  '/admin/sessions?user=nobody&kind=api',
  '/admin/roles',
  '/admin/roles/new',
  '/admin/organizations',
  '/admin/audit',
  '/admin/audit?action=session.*&result=success',
  '/admin/settings',
  '/admin/settings/restore/0',
  '/admin/pools',
  '/admin/pools/new',
  '/admin/pools/default',
  '/admin/applications',
  '/admin/applications/new',
  '/admin/service-accounts',
  '/admin/service-accounts/new',
  '/admin/recovery',
  '/admin/approvals',
  '/admin/limits',
];

/** Pages of something that has to be there first, by their folder: the spec that makes it looks at them. */
const lookedAtIn: Record<string, string[]> = {
  'accessibility.spec.ts': ['/admin/pools/[pool]', '/admin/settings/restore/[version]'],
  'applications.spec.ts': ['/admin/applications/[application_id]', '/admin/applications/[application_id]/delete'],
  'jobs.spec.ts': ['/admin/jobs/[job_id]'],
  'organizations.spec.ts': [
    '/admin/organizations/[organization_id]',
    '/organizations/invitation',
    ...[
      '',
      '/delete',
      '/domains',
      '/invitations',
      '/leave',
      '/members/[user_id]',
      '/members/[user_id]/remove',
      '/settings',
      '/transfer',
    ].map((page) => `/organizations/[organization_id]${page}`),
  ],
  'organization-keys.spec.ts': ['', '/new', '/[api_key_id]/edit', '/[api_key_id]/revoke', '/[api_key_id]/rotate'].map(
    (page) => `/organizations/[organization_id]/api-keys${page}`,
  ),
  'pools.spec.ts': ['/admin/pools/[pool]/delete'],
  'roles.spec.ts': ['/admin/roles/[role_id]', '/admin/roles/[role_id]/delete', '/admin/users/[user_id]/organizations'],
  'service-accounts.spec.ts': [
    '',
    '/edit',
    '/delete',
    '/client-secrets/new',
    '/client-secrets/[client_secret_id]/revoke',
    '/api-keys/new',
    '/api-keys/[api_key_id]/edit',
    '/api-keys/[api_key_id]/revoke',
    '/api-keys/[api_key_id]/rotate',
  ].map((page) => `/admin/service-accounts/[service_account_id]${page}`),
  'users.spec.ts': ['', '/activity', '/credentials', '/danger', '/do/[act]', '/edit', '/roles', '/roles/[role_id]/remove', '/sessions'].map(
    (page) => `/admin/users/[user_id]${page}`,
  ),
};

test('every page of the console and of organizations is looked at, here or by the spec of what it is about', () => {
  const foldersIn = (...parts: string[]) => globSync('**/page.tsx', { cwd: inProject('app', ...parts) }).map(dirname);
  const folders = [
    ...foldersIn('admin').map((folder) => join('/admin', folder)),
    ...foldersIn('(account)', 'organizations').map((folder) => join('/organizations', folder)),
  ];
  const looked = [...signedInPages.map((path) => path.replace(/\?.*/, '')), ...Object.values(lookedAtIn).flat()];
  expect(folders.filter((folder) => !looked.includes(folder))).toEqual([]);
  expect(Object.values(lookedAtIn).flatMap((there) => there.filter((folder) => !folders.includes(folder)))).toEqual([]);
});

// What a page is made of depends on its width, and contrast on the scheme besides: nothing is asked twice.
const looks = [
  { colorScheme: 'light', width: 1280, findingsOf: seriousFindings },
  { colorScheme: 'dark', width: 1280, findingsOf: contrastFindings },
  { colorScheme: 'dark', width: 360, findingsOf: seriousFindings },
  { colorScheme: 'light', width: 360, findingsOf: contrastFindings },
] as const;

async function expectAccessible(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(path);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  for (const { colorScheme, width, findingsOf } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    expect(await findingsOf(page), `${path}, ${colorScheme}, ${width} px`).toEqual([]);
  }
  await expectNoSidewaysScroll(page);
}

for (const path of publicPages) {
  test(`${path} has no serious finding in light and dark, wide and narrow, and fits 320 px`, async ({ page }) => {
    if (path === '/dev/inbox') await registered();
    await expectAccessible(page, path);
  });
}

/** One sign-in for all the pages that this worker looks at. */
let signedIn: ReturnType<BrowserContext['cookies']> | undefined;

async function signInOnce(context: BrowserContext): Promise<void> {
  signedIn ??= signInQuietly(context.request, admin).then(() => context.cookies());
  await context.addCookies(await signedIn);
}

for (const path of signedInPages) {
  test(`${path} has no serious finding in light and dark, wide and narrow, and fits 320 px`, async ({ page, context }) => {
    await signInOnce(context);
    await expectAccessible(page, path);
  });
}

test('the 403 page has no serious finding and fits 320 px', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  await expectAccessible(page, '/admin');
});

test('the page of the code, after a mistake, has no serious finding', async ({ page }) => {
  await page.goto('/verify-email');
  await page.getByLabel('E-mail', { exact: true }).fill('somebody@example.com');
  await page.getByRole('button', { name: 'Send a code' }).click();
  await page.getByLabel('Code').fill('123456');
  await expect(page.getByText('This code is not valid or has expired.')).toBeVisible();
  await expect(page.getByLabel('Code')).toHaveAttribute('aria-invalid', 'true');
  expect(await seriousFindings(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
});

test('a refused sign-in announces its mistake, keeps the address and has no serious finding', async ({ page }) => {
  await page.goto('/login');
  await fillSignIn(page, { email: 'nobody@example.com', password: 'wrong' });
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('E-mail or username')).toHaveValue('nobody@example.com');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  expect(await seriousFindings(page)).toEqual([]);
});

test('signing in and out works with the keyboard alone', async ({ page }) => {
  const person = await registered();
  const tabTo = (name: RegExp) => tabToElement(page, name);
  await page.goto('/login');
  await tabTo(/^Skip to content$/);
  await tabTo(/^E-mail or username$/);
  await page.keyboard.type(person.email);
  await tabTo(/^Password$/);
  await page.keyboard.type(person.password);
  await tabTo(/^Keep me signed in/);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dashboard$/);

  await tabTo(/^Account menu/);
  await page.keyboard.press('Enter');
  await tabTo(/^Sign out/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/login\?notice=signed_out$/);
});

test('German: chosen once, it stays, on every page and in mistakes', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmelden');
  await page.getByRole('textbox').first().fill('niemand@example.com');
  await page.locator('#password').fill('falsch');
  await page.locator('#password').press('Enter');
  await expect(page.getByRole('main').getByRole('alert')).toContainText(/falsch|stimm/i);
  for (const path of ['/register', '/forgot-password', '/nirgendwo', '/docs/errors/RATE_LIMITED']) {
    await page.goto(path);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.locator('body')).not.toContainText(/\b(?:the|your|password|with)\b/);
  }
});

test.describe('a browser that asks for German', () => {
  test.use({ locale: 'de-DE' });
  test('gets it without choosing', async ({ page }) => {
    await page.goto('/login');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page).toHaveTitle(/Anmelden/);
  });
});
