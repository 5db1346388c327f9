import process from 'node:process';
import type { Page } from '@playwright/test';
import { startDnsServer } from '#scripts/testing/dns-server.ts';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { linkIn, waitForMail } from './support/inbox.ts';
import { tabTo } from './support/keyboard.ts';
import { mainServer } from './support/main-server.ts';
import { type Person, registered, signInQuietly, stranger } from './support/people.ts';
import { expect, test } from './support/test.ts';

test.use({ look: 'dark-360-keyboard' });

const invited = /^You were invited to an organization$/;

// Those that the administrator is in: other specs have some of their own at the same time.
test.beforeEach(() =>
  query(
    mainServer.dataDir,
    `delete from organization o using membership m, user_role ur, role r
     where m.organization_id = o.id and ur.user_id = m.user_id and r.id = ur.role_id and r.name = 'super_admin'`,
  ),
);

async function found(page: Page, name: string): Promise<string> {
  await page.goto('/organizations/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Found organization' }).click();
  await expect(page.getByText('The organization is founded.')).toBeVisible();
  return new URL(page.url()).pathname;
}

async function invite(page: Page, organization: string, { email }: Person): Promise<string> {
  await page.goto(`${organization}/invitations`);
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByText('The invitation is on its way.')).toBeVisible();
  return linkIn(await waitForMail(mainServer.dataDir, email, invited));
}

test('an organization is founded, somebody invited, made an owner and handed the keys; each page is accessible', async ({
  page,
  browser,
}) => {
  const person = await registered();
  await signInQuietly(page.request, admin);
  const organization = await found(page, 'Analytical Engines');
  const link = await invite(page, organization, person);
  await expect(page.getByText(person.email)).toBeVisible();
  await expectAccessible(page);

  const other = await browser.newPage();
  await other.goto(link);
  await other.getByLabel('E-mail or username').fill(person.email);
  await other.getByLabel('Password', { exact: true }).fill(person.password);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Join Analytical Engines?' })).toBeVisible();
  await expectAccessible(other);
  await other.goto('/organizations');
  await expect(other.getByText('Invitations to you')).toBeVisible();
  await expectAccessible(other);
  await other.goto(link);
  await other.getByRole('button', { name: 'Accept' }).click();
  await expect(other.getByText('You are a member now.')).toBeVisible();
  await expect(other.getByRole('link', { name: 'Invitations' })).toHaveCount(0);
  await other.goto(link);
  await expect(other.getByText('This invitation is not good (any more)')).toBeVisible();
  await other.goto(`${organization}/invitations`);
  await expect(other.getByText('organization.invitations.read')).toBeVisible();

  await page.goto(organization);
  await expect(page.getByText(person.email).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Edit' }).first().click();
  await expect(page.getByLabel('Role')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Role').selectOption({ label: 'Admin' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The role is changed.')).toBeVisible();
  await page.getByRole('link', { name: 'Edit' }).first().click();
  await page.getByRole('link', { name: 'Hand over' }).click();
  await expect(page.getByRole('heading', { name: /^Hand Analytical Engines over to/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByText('The organization is handed over.')).toBeVisible();

  await other.goto(`${organization}/domains`);
  await other.getByLabel('Domain', { exact: true }).fill('not a domain');
  await other.getByRole('button', { name: 'Add domain' }).click();
  await expect(other.getByText('This is not valid.')).toBeVisible();
  await other.getByLabel('Domain', { exact: true }).fill('Engines.example');
  await other.getByRole('button', { name: 'Add domain' }).click();
  await expect(other.getByText('_gatehouse-challenge.engines.example')).toBeVisible();
  await expectAccessible(other);
  await other.goto(`${organization}/settings`);
  await other.getByLabel('Short name').fill('engines');
  await other.getByText('Join by domain', { exact: true }).click();
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('The settings are saved.')).toBeVisible();
  await expect(other.getByLabel('Join by domain')).toBeChecked();
  await expectAccessible(other);
  await other.getByRole('link', { name: 'Leave' }).first().click();
  await expect(other.getByRole('heading', { name: 'Leave Analytical Engines?' })).toBeVisible();
  await expectAccessible(other);
  await other.getByRole('button', { name: 'Leave' }).click();
  await expect(other.getByText('The last owner of an organization stays one.')).toBeVisible();
  await other.close();
});

test('an invitation is sent again, taken back or accepted in the list; a domain is proved and lets its people join', async ({
  page,
  browser,
}) => {
  const domain = `engines-${process.pid}-${Date.now()}.example`;
  const [invitee, joiner, added] = [await registered(), await registered(mainServer, stranger(domain)), await registered()];
  await signInQuietly(page.request, admin);
  const organization = await found(page, 'Looms');
  const other = await browser.newPage();
  await signInQuietly(other.request, invitee);

  const first = await invite(page, organization, invitee);
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('The invitation is sent again. The earlier link works no more.')).toBeVisible();
  const second = linkIn(await waitForMail(mainServer.dataDir, invitee.email, invited, 2));
  await other.goto(first);
  await expect(other.getByText('This invitation is not good (any more)')).toBeVisible();
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('The invitation is taken back.')).toBeVisible();
  await expect(page.getByText('No open invitations')).toBeVisible();
  await other.goto(second);
  await expect(other.getByText('This invitation is not good (any more)')).toBeVisible();
  await invite(page, organization, invitee);
  await other.goto('/organizations');
  await other.getByRole('button', { name: 'Accept' }).click();
  await expect(other.getByText('You are a member now.')).toBeVisible();

  const dns = await startDnsServer(Number(process.env.E2E_DNS_PORT));
  await page.goto(`${organization}/domains`);
  await page.getByLabel('Domain', { exact: true }).fill(domain);
  await page.getByRole('button', { name: 'Add domain' }).click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The record is not in DNS yet.');
  dns.records.set(`_gatehouse-challenge.${domain}`, [[(await page.getByText(/^gatehouse-domain-verification=/).textContent()) ?? '']]);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText('The domain is verified.')).toBeVisible();
  await dns.close();
  await page.goto(`${organization}/settings`);
  await page.getByText('Join by domain', { exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings are saved.')).toBeVisible();
  await other.context().clearCookies();
  await signInQuietly(other.request, joiner);
  await other.goto('/organizations');
  await other.getByRole('button', { name: 'Join' }).click();
  await expect(other.getByText('You are a member now.')).toBeVisible();
  await other.close();
  await page.goto(`${organization}/domains`);
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('The domain is removed.')).toBeVisible();
  await expect(page.getByText('No domains', { exact: true })).toBeVisible();

  await page.goto(`/admin${organization}`);
  await page.getByLabel('Account', { exact: true }).fill(`not-${added.email}`);
  await page.getByRole('button', { name: 'Add member' }).click();
  await expect(page.getByText('Nobody in the pool of this organization has exactly this address, username or id.')).toBeVisible();
  await page.getByLabel('Account', { exact: true }).fill(added.email);
  await page.getByRole('button', { name: 'Add member' }).click();
  await expect(page.getByText('The member is added.')).toBeVisible();
  await page.goto(organization);
  for (const { email } of [invitee, joiner, added]) await expect(page.getByText(email).first()).toBeVisible();
  await page.getByRole('link', { name: `Edit ${added.email}` }).click();
  await page.getByRole('link', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: /^Remove .* from Looms\?$/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('The member is removed.')).toBeVisible();
  await expect(page.getByText(added.email)).toHaveCount(0);
});

test('members of several switch between them, by keyboard; operators find, suspend and activate them all', async ({ page }) => {
  await signInQuietly(page.request, admin);
  const first = await found(page, 'Analytical Engines');
  const second = await found(page, 'Difference Engines');
  await tabTo(page, /^Analytical Engines$/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${first}$`));
  await page.getByRole('navigation', { name: 'Switch organization' }).getByRole('link', { name: 'Difference Engines' }).click();
  await expect(page).toHaveURL(new RegExp(`${second}$`));

  await page.goto('/admin/organizations?search=difference');
  await expect(page.getByRole('heading', { name: 'Difference Engines' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Analytical Engines' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Open Difference Engines' }).click();
  await expect(page.getByLabel('Reason')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Reason').fill('Does not pay.');
  await page.getByRole('button', { name: 'Suspend organization' }).click();
  await expect(page.getByText('The organization is suspended.')).toBeVisible();
  await page.getByLabel('Reason').fill('Paid.');
  await page.getByRole('button', { name: 'Activate organization' }).click();
  await expect(page.getByText('The organization is active again.')).toBeVisible();
  await page.goto(`${second}/delete`);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The organization is deleted.')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, look: 'light-desktop-keyboard' });

  test('somebody is invited, accepts, leaves, and declines the next invitation', async ({ page, browser }) => {
    const person = await registered();
    await signInQuietly(page.request, admin);
    const organization = await found(page, 'Looms');
    const link = await invite(page, organization, person);
    const other = await browser.newPage({ javaScriptEnabled: false });
    await signInQuietly(other.request, person);
    await other.goto(link);
    await other.getByRole('button', { name: 'Accept' }).click();
    await expect(other.getByText('You are a member now.')).toBeVisible();
    await other.goto(`${organization}/leave`);
    await other.getByRole('button', { name: 'Leave' }).click();
    await expect(other.getByText('You left the organization.')).toBeVisible();
    await other.goto(organization);
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
    await invite(page, organization, person);
    await other.goto('/organizations');
    await other.getByRole('button', { name: 'Decline' }).click();
    await expect(other.getByText('The invitation is declined.')).toBeVisible();
    await other.close();
  });
});
