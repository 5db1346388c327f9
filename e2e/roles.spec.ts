import { expectAccessible, seriousFindings } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { goTo } from './support/navigation.ts';
import { organizationOf } from './support/organizations.ts';
import { idOf, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.beforeEach(async ({ page }) => {
  await query(mainServer.dataDir, 'delete from role where not system');
  await signInQuietly(page.request, admin);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'light-360-mouse' : 'dark-desktop-keyboard' });

    test('a role is added, its change previewed and saved, a permission tested, a copy made, and the role deleted', async ({ page }) => {
      const person = await registered();
      await page.goto('/admin');
      await goTo(page, 'Roles');
      await expect(page.getByRole('heading', { name: 'Super admin', level: 2 })).toBeVisible();
      await page.getByRole('link', { name: 'Add a role' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Support');
      await page.getByLabel('Name in tokens').fill('Not a name');
      await page.getByLabel('Rank').fill('50');
      await page.getByText('See users', { exact: true }).click();
      await page.getByRole('button', { name: 'Add role' }).click();
      await expect(page.getByText('This is not valid.')).toBeVisible();
      await expect(page.getByLabel('See users')).toBeChecked();
      await page.getByLabel('Name in tokens').fill('support');
      await page.getByRole('button', { name: 'Add role' }).click();
      await expect(page.getByText('The role is added.')).toBeVisible();
      const id = /roles\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';

      await query(mainServer.dataDir, `insert into user_role (user_id, role_id) values ('${await idOf(person)}', '${id}')`);
      await page.getByText('See users', { exact: true }).click();
      await page.getByText('Everything of admin.audit', { exact: true }).click();
      if (scripted) await expect(page.getByText('by admin.audit.*')).toHaveCount(2);
      await page.getByRole('button', { name: 'Who gains and loses?' }).click();
      await expect(page.getByText('1 person holds this role.')).toBeVisible();
      await expect(page.getByText('1 person gains')).toBeVisible();
      await expect(page.getByText('Loses admin.users.read.')).toBeVisible();
      await expect(page.getByText('by admin.audit.*')).toHaveCount(2);
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expect(page.getByText('The role is saved.')).toBeVisible();
      await expect(page.getByLabel('See users')).not.toBeChecked();

      await page.getByLabel('Can this person').fill(person.email);
      await page.getByLabel('do this').selectOption('admin.audit.read');
      await page.getByRole('button', { name: 'Ask' }).click();
      await expect(page.getByText('Yes, allowed.')).toBeVisible();
      await expect(page.getByText('The role support gives admin.audit.*.')).toBeVisible();
      await page.getByLabel('do this').selectOption('admin.users.read');
      await page.getByRole('button', { name: 'Ask' }).click();
      await expect(page.getByText('None of their roles gives it.')).toBeVisible();

      const organization = await organizationOf(page.request, await idOf(person), 'Engines');
      await page.getByLabel('do this').selectOption('organization.domains.read');
      await page.getByLabel('in this organization').fill('nowhere');
      await page.getByRole('button', { name: 'Ask' }).click();
      await expect(page.getByText('There is no organization')).toBeVisible();
      await page.getByLabel('in this organization').fill(organization.slug);
      await page.getByRole('button', { name: 'Ask' }).click();
      await expect(page.getByText('Yes, allowed.')).toBeVisible();
      await expect(page.getByText('The role organization_owner gives organization.*.')).toBeVisible();
      await page.goto(`/admin/users/${await idOf(person)}/roles`);
      await expect(page.getByRole('heading', { name: 'In Engines' })).toBeVisible();
      await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Guest' });
      await page.getByLabel('Where it counts').selectOption({ label: 'only in Engines' });
      await page.getByRole('button', { name: 'Give the role' }).click();
      await expect(page.getByText('The role is given.')).toBeVisible();
      await expect(page.getByRole('listitem').filter({ hasText: 'Guest' }).first()).toContainText('only in Engines');
      if (scripted) await expectAccessible(page);
      if (scripted) {
        await page.getByRole('link', { name: 'Organizations', exact: true }).last().click();
        await expect(page.getByRole('heading', { name: /^Engines/ })).toBeVisible();
        await expectAccessible(page);
      }
      await page.goto(`/admin/roles/${id}`);

      await page.getByRole('link', { name: 'Clone' }).click();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Support (copy)');
      await expect(page.getByLabel('Everything of admin.audit')).toBeChecked();
      await page.goto(`/admin/roles/${id}`);
      await page.getByRole('link', { name: 'Delete', exact: true }).click();
      await expect(page.getByText('1 person loses what it gives')).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: 'Delete role' }).click();
      await expect(page.getByText('The role is deleted.')).toBeVisible();
    });
  });
}

test('a system role is shown and cannot be changed', async ({ page }) => {
  await page.goto('/admin/roles');
  await page.getByRole('link', { name: 'Open Moderator' }).click();
  await expect(page.getByText('A system role cannot be changed.')).toBeVisible();
  await expect(page.getByLabel('See users')).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('who may not see roles sees none of it', async ({ page }) => {
  await page.context().clearCookies();
  await signInQuietly(page.request, await registered());
  const id = '019a0000-0000-7000-8000-000000000000';
  for (const path of ['', '/new', `/${id}`, `/${id}/delete`])
    expect([path, (await page.goto(`/admin/roles${path}`))?.status()]).toEqual([path, 403]);
});
