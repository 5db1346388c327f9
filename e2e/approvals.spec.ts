import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { waitForMail } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-keyboard' : 'light-desktop-mouse' });

    test('somebody asks for a role, takes it back, is refused, asks again; an administrator reads why and approves, and it counts', async ({
      page,
      browser,
    }) => {
      // Its own role: other specs look at what the system roles are.
      const name = `night-watch-${scripted ? 'scripted' : 'plain'}`;
      await query(
        mainServer.dataDir,
        `insert into role (id, name, display_name, rank, updated_at) values (gen_random_uuid(), $1, $2, 45, now())`,
        [name, `Night watch ${scripted ? 'one' : 'two'}`],
      );
      await query(
        mainServer.dataDir,
        `insert into setting (version, "values", changes)
         select coalesce(max(version), 0) + 1, coalesce((select "values" from setting order by version desc limit 1), '{}') || $1::jsonb, '{}' from setting`,
        [JSON.stringify({ roles: { requestable: ['night-watch-scripted', 'night-watch-plain'] } })],
      );
      const person = await registered();
      await signInQuietly(page.request, person);
      await expect(async () => {
        await page.goto('/profile/roles');
        await expect(page.getByRole('combobox', { name: 'Role' })).toBeVisible({ timeout: 1000 });
      }).toPass();
      const ask = async () => {
        await page.goto('/profile/roles');
        await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: `Night watch ${scripted ? 'one' : 'two'}` });
        await page.getByLabel('What you need it for').fill('I look after the lanterns.');
        await page.getByRole('button', { name: 'Ask for it' }).click();
        await expect(page.getByText('Asked. You get a mail')).toBeVisible();
        await expect(page.getByText('Waiting', { exact: true })).toBeVisible();
      };
      await ask();
      await page.getByRole('button', { name: 'Take back' }).click();
      await expect(page.getByText('The request is taken back.')).toBeVisible();
      await ask();

      await waitForMail(mainServer.dataDir, admin.email, /^Somebody asks for a role$/);
      const console = await browser.newContext({ javaScriptEnabled: scripted, baseURL: mainServer.url });
      const desk = await console.newPage();
      await signInQuietly(desk.request, admin);
      const request = desk.getByRole('listitem').filter({ hasText: person.email });
      const decide = async (button: string, reason: string) => {
        await desk.goto('/admin/approvals');
        await expect(request).toContainText('I look after the lanterns.');
        await request.getByLabel('Reason').fill(reason);
        await request.getByRole('button', { name: button }).click();
      };
      await decide('Refuse', 'Not tonight.');
      await expect(desk.getByText('Refused. The person was told.')).toBeVisible();
      await expect(request).toHaveCount(0);
      await ask();
      await expect(page.getByText('Reason: Not tonight.')).toBeVisible();
      await decide('Approve', 'They do.');
      await expect(desk.getByText('Approved. The role counts at once')).toBeVisible();
      await console.close();

      await page.goto('/profile/roles');
      for (const status of ['Taken back', 'Refused', 'Approved']) await expect(page.getByText(status, { exact: true })).toBeVisible();
      await expect(page.getByRole('listitem').filter({ hasText: 'They do.' })).toBeVisible();
      await waitForMail(mainServer.dataDir, person.email, /^You have a new role$/);
    });
  });
}
