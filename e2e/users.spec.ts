import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { linkIn, waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { goTo } from './support/navigation.ts';
import { idOf, postJson, registered, signInQuietly, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

const api = `${mainServer.url}/api/v1`;

async function statusOfLogin(email: string, password: string): Promise<number> {
  return (await postJson(`${api}/auth/login`, { email, password })).status;
}

async function giveReason(page: Page, submit: string): Promise<void> {
  await page.getByLabel('Reason').fill('Asked for by telephone.');
  await page.getByRole('button', { name: submit, exact: true }).click();
}

test.beforeEach(async ({ page }) => {
  await signInQuietly(page.request, admin);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-keyboard' : 'light-desktop-mouse' });

    test('somebody is invited, found by a fragment, edited, suspended, deleted and restored', async ({ page }) => {
      const { email } = stranger();
      const name = `Hopper ${email.slice(7, 13)}`;
      await page.goto('/admin');
      await goTo(page, 'Users');
      await page.getByRole('link', { name: 'Invite a user' }).click();
      await page.getByLabel('E-mail', { exact: true }).fill(admin.email);
      await page.getByRole('button', { name: 'Send the invitation' }).click();
      await expect(page.getByText('This is taken already.')).toBeVisible();
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByRole('button', { name: 'Send the invitation' }).click();
      await expect(page.getByText('The invitation is on its way.')).toBeVisible();
      const token = new URL(linkIn(await waitForMail(mainServer.dataDir, email, /^You were invited$/))).searchParams.get('token');
      expect((await postJson(`${api}/auth/reset-password`, { token, password: 'seven quiet harbours' })).status).toBe(200);
      expect(await statusOfLogin(email, 'seven quiet harbours')).toBe(200);

      await page.getByRole('link', { name: 'All users' }).click();
      await page.getByLabel('Search', { exact: true }).fill(name.slice(2).toLowerCase());
      await page.getByLabel('Status', { exact: true }).selectOption('active');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(page).toHaveURL(/[?&]search=.*&status=active/);
      await expect(page.getByRole('link', { name })).toHaveCount(1);
      if (scripted) await expectAccessible(page);
      await page.getByLabel('Status', { exact: true }).selectOption('suspended');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(page.getByText('Nobody matches')).toBeVisible();
      await page.goBack();
      await page.getByRole('link', { name }).click();

      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await expect(page.getByRole('textbox', { name: 'Metadata' })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('textbox', { name: 'Metadata' }).fill('no json');
      await page.getByLabel('Last name').fill('Murray');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByText(/Write a JSON object/)).toBeVisible();
      await page.getByRole('textbox', { name: 'Metadata' }).fill('{"plan":"pro"}');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByText('Saved.')).toBeVisible();
      await expect(page.getByText('"plan": "pro"')).toBeVisible();
      if (scripted) await expectAccessible(page);

      await page.getByRole('link', { name: 'Devices', exact: true }).last().click();
      await expect(page.getByRole('button', { name: /^Sign out/ })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: /^Sign out/ }).click();
      await expect(page.getByText('Not signed in anywhere')).toBeVisible();
      await page.getByRole('link', { name: 'Roles', exact: true }).last().click();
      await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Moderator' });
      await page.getByLabel('Reason').fill('Helps out.');
      await page.getByRole('button', { name: 'Give the role' }).click();
      await expect(page.getByText('The role is given.')).toBeVisible();
      await expect(page.getByText('admin.users.suspend', { exact: true })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('link', { name: 'Remove Moderator' }).click();
      await expect(page.getByRole('button', { name: 'Remove the role' })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: 'Remove the role' }).click();
      await expect(page.getByText('The role is taken.')).toBeVisible();
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await expect(page.getByRole('link', { name: 'Suspend', exact: true })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('link', { name: 'Suspend', exact: true }).click();
      await expect(page.getByLabel('Reason')).toBeVisible();
      if (scripted) await expectAccessible(page);
      await giveReason(page, 'Suspend');
      await expect(page.getByText('Suspended. Whatever was open is closed.')).toBeVisible();
      expect(await statusOfLogin(email, 'seven quiet harbours')).not.toBe(200);
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Activate', exact: true }).click();
      await giveReason(page, 'Activate');
      await expect(page.getByText('The suspension is taken back.')).toBeVisible();
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Delete', exact: true }).click();
      await giveReason(page, 'Delete');
      await expect(page.getByText('Deleted. You can restore the account.')).toBeVisible();
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Restore', exact: true }).click();
      await giveReason(page, 'Restore');
      await expect(page.getByText('Restored.', { exact: true })).toBeVisible();
      expect(await statusOfLogin(email, 'seven quiet harbours')).toBe(200);
      await page.getByRole('link', { name: 'Activity', exact: true }).click();
      for (const action of ['user.invited', 'user.suspended', 'user.deleted', 'user.restored'])
        await expect(page.getByText(action, { exact: true }).filter({ visible: true }).first()).toBeVisible();
      // How it was, how it is, and the reason that was given; above it is the sign-in of just now.
      await page.getByText('Details', { exact: true }).filter({ visible: true }).nth(1).click();
      await expect(page.getByText('Asked for by telephone.', { exact: true }).filter({ visible: true }).first()).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('link', { name: 'Credentials' }).click();
      await expect(page.getByText('A password opens this account.')).toBeVisible();
      if (scripted) await expectAccessible(page);
    });

    test('a recovery link is shown once and opens the account once', async ({ page }) => {
      const person = await registered();
      await page.goto(`/admin/users?search=${encodeURIComponent(person.email)}`);
      await page.getByRole('link', { name: person.email }).click();
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: 'Make a link' }).click();
      await giveReason(page, 'Make a link');
      const link = (await page.locator('[data-secret]').textContent()) ?? '';
      const token = new URL(link).searchParams.get('token');
      const reset = () => postJson(`${api}/auth/reset-password`, { token, password: 'seven quiet harbours' });
      expect([(await reset()).status, (await reset()).status]).toEqual([200, 400]);
      expect(await statusOfLogin(person.email, 'seven quiet harbours')).toBe(200);
    });
  });
}

test.describe(() => {
  test.use({ look: 'dark-360-keyboard' });

  test('an address is confirmed, an account unlocked, signed out everywhere and kept from its password', async ({ page }) => {
    const person = stranger();
    await postJson(`${api}/auth/register`, { ...person, accept_terms: true });
    await page.goto(`/admin/users?search=${encodeURIComponent(person.email)}`);
    await page.getByRole('link', { name: person.email }).click();
    const act = async (submit: string, notice: string) => {
      await page.getByRole('link', { name: 'Danger zone' }).click();
      await page.getByRole('link', { name: submit, exact: true }).first().click();
      await giveReason(page, submit);
      await expect(page.getByText(notice)).toBeVisible();
    };
    expect(await statusOfLogin(person.email, person.password)).toBe(403);
    await act('Confirm', 'The address counts as confirmed.');
    const id = await idOf(person);
    await query(mainServer.dataDir, `update "user" set locked_until = now() + interval '1 hour' where id = $1`, [id]);
    expect(await statusOfLogin(person.email, person.password)).not.toBe(200);
    await act('Unlock', 'Unlocked.');
    expect(await statusOfLogin(person.email, person.password)).toBe(200);
    const open = 'select count(*)::int as open from session where user_id = $1 and revoked_at is null';
    expect(await query(mainServer.dataDir, open, [id])).toEqual([{ open: 2 }]);
    await act('Sign out', 'Signed out everywhere.');
    expect(await query(mainServer.dataDir, open, [id])).toEqual([{ open: 0 }]);
    await act('Require it', 'The link to choose a password is on its way.');
    expect(await statusOfLogin(person.email, person.password)).toBe(401);
    await waitForMail(mainServer.dataDir, person.email, /^You have to choose a new password$/);
  });
});

test('who may not see users sees none of it, and nobody manages themselves', async ({ page }) => {
  await page.goto(`/admin/users?search=${encodeURIComponent(admin.email)}`);
  await page
    .getByRole('link', { name: admin.email })
    .or(page.getByRole('link', { name: /\(you\)/ }))
    .first()
    .click();
  await expect(page.getByRole('link', { name: 'Edit', exact: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Danger zone' }).click();
  await expect(page.getByText('There is nothing you can do here')).toBeVisible();
  const own = new URL(page.url()).pathname.replace('/danger', '');
  await page.goto(`${own}/do/suspend`);
  await giveReason(page, 'Suspend');
  await expect(page.getByText('Nobody does this to themselves.')).toBeVisible();
  await page.context().clearCookies();
  await signInQuietly(page.request, await registered());
  for (const path of [
    '/admin/users',
    '/admin/users/new',
    own,
    `${own}/edit`,
    `${own}/credentials`,
    `${own}/sessions`,
    `${own}/activity`,
    `${own}/roles`,
    `${own}/danger`,
    `${own}/do/delete`,
  ])
    expect([path, (await page.goto(path))?.status()]).toEqual([path, 403]);
});
