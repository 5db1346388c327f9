import type { Browser, Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { type Person, postJson, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

const { dataDir, url } = mainServer;

async function idOf({ email, password }: Person): Promise<string> {
  const answer = await postJson(`${url}/api/v1/auth/login`, { email, password });
  return ((await answer.json()) as { data: { user: { id: string } } }).data.user.id;
}

/** A second administrator at a desk of their own. */
async function openDesk(browser: Browser, person: Person, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled, baseURL: url });
  const desk = await context.newPage();
  await signInQuietly(desk.request, person);
  return desk;
}

/** Waits in vain nowhere else: no other spec makes anybody a super admin through the console. */
async function turnOn(): Promise<void> {
  await query(
    dataDir,
    `insert into setting (version, "values", changes)
     select coalesce(max(version), 0) + 1, coalesce((select "values" from setting order by version desc limit 1), '{}') || $1::jsonb, '{}' from setting`,
    [JSON.stringify({ approvals: { four_eyes_for: ['super_admin_grants'] } })],
  );
}

async function decide(desk: Page, title: string, button: string): Promise<void> {
  await desk.goto('/admin/approvals');
  const card = desk.getByRole('listitem').filter({ hasText: title }).filter({ hasText: 'Waiting' });
  await card.getByLabel('Reason').fill('We talked about it.');
  await card.getByRole('button', { name: button }).click();
}

test.describe.configure({ mode: 'serial' });

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-desktop-mouse' : 'light-360-keyboard' });

    test('one administrator proposes a super admin, another approves; turning four eyes off takes two as well', async ({
      page,
      browser,
    }) => {
      const [second, person] = [await registered(), await registered()];
      const personId = await idOf(person);
      await query(dataDir, `insert into user_role (user_id, role_id) select $1, id from role where name = 'super_admin'`, [
        await idOf(second),
      ]);
      await turnOn();
      const desk = await openDesk(browser, second, scripted);
      await signInQuietly(page.request, admin);

      await expect(async () => {
        await page.goto('/admin/settings');
        const box = page.getByLabel('Making somebody a super admin');
        await expect(box).toBeChecked({ timeout: 1000 });
      }).toPass();
      const own = page.getByRole('listitem').filter({ hasText: person.email });
      for (const round of ['taken back', 'approved']) {
        await page.goto(`/admin/users/${personId}/roles`);
        await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Super admin' });
        await page.getByLabel('Reason').fill('She runs the place from now on.');
        await page.getByRole('button', { name: 'Give the role' }).click();
        await expect(page.getByText('Waiting for approval by another administrator.')).toBeVisible();
        await expect(own.first()).toContainText(`Give ${person.email} the role Super admin`);
        await expect(own.getByRole('button', { name: 'Approve and carry out' })).toHaveCount(0);
        if (round === 'approved') break;
        await own.getByRole('button', { name: 'Take back' }).click();
        await expect(page.getByText('Taken back. Nothing was changed.')).toBeVisible();
        await expect(own.getByRole('button')).toHaveCount(0);
      }

      await waitForMail(dataDir, second.email, /^A change waits for your approval$/);
      await decide(desk, person.email, 'Approve and carry out');
      await expect(desk.getByText('Approved and carried out.')).toBeVisible();
      await page.goto(`/admin/users/${personId}/roles`);
      await expect(page.getByRole('listitem').filter({ hasText: 'Super admin' }).first()).toBeVisible();

      await desk.goto('/admin/settings');
      // The box is drawn; what is clicked is its label.
      await desk.getByRole('group', { name: 'Waits for another administrator' }).getByText('Making somebody a super admin').click();
      await desk.getByRole('button', { name: 'Save settings' }).click();
      await expect(desk.getByText('Waiting for approval by another administrator.')).toBeVisible();
      await page.goto('/admin/approvals');
      await expect(page.getByText('Waits for another administrator', { exact: false }).first()).toBeVisible();
      if (scripted) await expectAccessible(page);
      await decide(page, 'Change settings', 'Reject');
      await expect(page.getByText('Rejected. Nothing was changed')).toBeVisible();
      await desk.goto('/admin/settings');
      await expect(desk.getByLabel('Making somebody a super admin')).toBeChecked();
      await desk.getByRole('group', { name: 'Waits for another administrator' }).getByText('Making somebody a super admin').click();
      await desk.getByRole('button', { name: 'Save settings' }).click();
      await expect(desk.getByText('Waiting for approval by another administrator.')).toBeVisible();
      await decide(page, 'Change settings', 'Approve and carry out');
      await expect(page.getByText('Approved and carried out.')).toBeVisible();
      await desk.goto('/admin/settings');
      await expect(desk.getByLabel('Making somebody a super admin')).not.toBeChecked();
      await expect(desk.getByRole('region', { name: 'Latest changes' }).getByRole('listitem').first()).toContainText(
        /You.*approved by .*@/,
      );
      await desk.context().close();
      await query(dataDir, `delete from user_role where user_id = $1 or user_id = $2`, [personId, await idOf(second)]);
    });
  });
}
