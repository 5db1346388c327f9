import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { appCode, enterCode } from './support/authenticator.ts';
import { query } from './support/database.ts';
import { admin, type Gatehouse, startGatehouse } from './support/gatehouse.ts';
import { goTo } from './support/navigation.ts';
import { fillSignIn, registered, signInQuietly } from './support/people.ts';
import { test as watched } from './support/test.ts';

// Settings are everybody's: a server of its own, or other specs would feel them.
const test = watched.extend<object, { place: Gatehouse }>({
  place: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const place = await startGatehouse();
      await use(place);
      await place.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: ({ place }, use) => use(place.url),
});

test.describe.configure({ mode: 'serial' });
test.use({ look: 'dark-360-keyboard' });

/** Puts these settings in force, past the page; every instance sees them within a second. */
async function putSettings(place: Gatehouse, values: unknown): Promise<void> {
  await query(
    place.dataDir,
    `insert into setting (version, "values", changes) select coalesce(max(version), 0) + 1, $1, '{}' from setting`,
    [JSON.stringify(values)],
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
}

function row(page: Page, label: string) {
  return page.getByLabel(label, { exact: true });
}

/** The box is drawn; what is clicked is its label. */
function roleBox(page: Page, role: string) {
  return page.getByRole('group', { name: 'Roles', exact: true }).getByText(role, { exact: true });
}

function roleInput(page: Page, role: string) {
  return page.getByRole('group', { name: 'Roles', exact: true }).getByLabel(role, { exact: true });
}

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'light-desktop-keyboard' : 'dark-360-mouse' });

    test('an admin changes settings, is told about a mistake, and sets one back', async ({ page, place }) => {
      await putSettings(place, {});
      await signInQuietly(page.request, admin, place.url);
      await page.goto('/admin');
      await goTo(page, 'Settings');
      await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
      await expect(page.getByText('Changed', { exact: true })).toHaveCount(0);

      await row(page, 'Shortest password').fill('12');
      await page.getByRole('button', { name: 'Who is affected?' }).click();
      const preview = page.getByRole('status', { name: 'Who would be affected' });
      await expect(preview).toContainText('Nothing is saved yet.');
      await expect(preview.getByRole('listitem')).toContainText('Shortest password: 8 → 12');
      await expect(preview.getByRole('listitem')).toContainText(/account/);
      await expect(row(page, 'Shortest password')).toHaveValue('12');
      await expect(page.getByText('Changed', { exact: true })).toHaveCount(0);
      if (scripted) await expectAccessible(page);
      await row(page, 'Words that are no password').fill('Acme Incorporated\nabc');
      await roleBox(page, 'Moderator').click();
      await roleBox(page, 'Administrator').click();
      await page.getByRole('button', { name: 'Save settings' }).click();
      await expect(row(page, 'Words that are no password')).toHaveAttribute('aria-invalid', 'true');
      await expect(row(page, 'Shortest password')).toHaveValue('12');
      await expect(roleInput(page, 'Moderator')).toBeChecked();
      await row(page, 'Words that are no password').fill('');
      await roleBox(page, 'Moderator').click();
      await page.getByRole('button', { name: 'Save settings' }).click();
      await expect(page).toHaveURL(/notice=saved$/);
      await expect(row(page, 'Shortest password')).toHaveValue('12');
      await expect(page.getByText('Changed', { exact: true })).toHaveCount(2);
      await expect(roleInput(page, 'Administrator')).toBeChecked();
      await expect(roleInput(page, 'Moderator')).not.toBeChecked();
      await expect(page.getByRole('region', { name: 'Latest changes' }).getByRole('listitem').first()).toContainText(
        'Shortest password: 8 → 12',
      );

      expect(await (await page.request.get(`/reset-password?token=${'a'.repeat(43)}`)).text()).toContain('At least 12 characters');
      await page.getByRole('button', { name: 'Set Shortest password back to: 8' }).click();
      await expect(page).toHaveURL(/notice=reset$/);
      await expect(row(page, 'Shortest password')).toHaveValue('8');
      await expect(page.getByText('Changed', { exact: true })).toHaveCount(1);
      await page
        .getByRole('link', { name: /^Bring back/ })
        .first()
        .click();
      await expect(page.getByText('Shortest password: 8 → 12')).toBeVisible();
      await page.getByRole('button', { name: 'Bring it back' }).click();
      await expect(page.getByText('The settings are those of the earlier version again.')).toBeVisible();
      await expect(row(page, 'Shortest password')).toHaveValue('12');
    });

    test('a required second factor can be put off during the grace, and afterwards nothing else is open', async ({ page, place }) => {
      await putSettings(place, { factors: { required: 'everyone', grace_days: 7 } });
      const person = await registered(place);
      await page.goto('/login?redirect_to=/profile');
      await fillSignIn(page, person);
      await expect(page.getByRole('heading', { level: 1, name: 'Set up a second factor' })).toBeVisible();
      await page.getByRole('button', { name: 'Set up later (7 days left)' }).click();
      await expect(page).toHaveURL(/\/profile$/);
      await page.goto('/sessions');
      await expect(page).toHaveURL(/\/sessions$/);

      await putSettings(place, { factors: { required: 'everyone', grace_days: 0 } });
      for (const path of ['/dashboard', '/profile', '/sessions', '/security', '/admin']) {
        await page.goto(path);
        await expect(page).toHaveURL(/\/second-factor/);
        await expect(page.locator('body')).not.toContainText(person.email);
      }
      await page.goto('/accounts');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('body')).not.toContainText(person.email);
      await page.goto('/second-factor');
      await expect(page.getByRole('button', { name: /Set up later/ })).toHaveCount(0);
      const me = await page.request.get('/api/v1/users/me');
      expect([me.status(), (await me.json()).error.code]).toEqual([403, 'SECOND_FACTOR_ENROLMENT_REQUIRED']);
      if (scripted) await expectAccessible(page);

      await page.getByRole('link', { name: /Authenticator app/ }).click();
      await expect(page).toHaveURL(/\/security\/authenticator$/);
      await expect(page.getByRole('navigation')).toHaveCount(0);
      await page.getByRole('button', { name: 'Begin' }).click();
      const secret = ((await page.locator('[data-secret]').textContent()) ?? '').replaceAll(' ', '');
      await enterCode(page, appCode(secret), scripted ? null : 'Switch on');
      await expect(page.getByText('The authenticator app is on.')).toBeVisible();
      await page.getByText('I saved them').click();
      await page.getByRole('button', { name: 'Done' }).click();
      await expect(page).toHaveURL(/\/security\?saved=on$/);
      await expect(page.getByLabel('Main').first()).toBeAttached();
    });
  });
}

test('what is turned off is not shown, and its page leads back', async ({ page, place }) => {
  await putSettings(place, { factors: { phishing_resistant_only: true }, sign_in: { sign_up: 'closed' } });
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  for (const href of ['/magic-link', '/register']) await expect(page.locator(`a[href^="${href}"]`)).toHaveCount(0);
  await page.goto('/magic-link');
  await expect(page).toHaveURL(/\/login\?notice=turned_off$/);
  await page.goto('/register');
  await expect(page.getByText('Registration is closed here.')).toBeVisible();
});
