import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query, whileHeld } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { idOf, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** Waits for the end of the job that the page shows; without a script somebody looks again. */
async function untilDone(page: Page, scripted: boolean): Promise<void> {
  const done = page.getByText('Done', { exact: true }).first();
  if (scripted) return expect(done).toBeVisible({ timeout: 30_000 });
  await expect(async () => {
    await page.reload();
    await expect(done).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
}

test.beforeEach(async ({ page }) => {
  await signInQuietly(page.request, admin);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-desktop-keyboard' : 'light-360-mouse' });

    test('users are imported, looked at first, then suspended together, and exported', async ({ page }) => {
      const mark = `zq${randomBytes(4).toString('hex')}`;
      const rows = [
        'E-Mail,Full name,Shoe size',
        `${mark}.a@example.com,=Ada ${mark},38`,
        `${mark}.b@example.com,Bob ${mark},39`,
        'nobody,Nobody,40',
      ].join('\r\n');
      await page.goto('/admin/users');
      if (scripted) await expectAccessible(page);
      await page.getByRole('link', { name: 'Import', exact: true }).click();
      for (const round of ['dry', 'real'] as const) {
        if (round === 'real') await page.goto('/admin/users/import');
        if (scripted) {
          await page
            .getByLabel('File', { exact: true })
            .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
          await expect(page.getByLabel('E-Mail', { exact: true })).toHaveValue('email');
          await expect(page.getByLabel('Full name', { exact: true })).toHaveValue('name');
          await page.getByRole('button', { name: 'Start the import' }).click();
          await expect(page.getByText(/a column that nobody knows/)).toBeVisible();
          await page.getByLabel('Shoe size').selectOption('-');
          if (round === 'dry') await expectAccessible(page);
        } else await page.getByLabel('Or paste rows').fill(rows.replace(/,(?:Shoe size|\d\d)$/gm, ''));
        if (round === 'real') await page.getByText('Only look what would happen').click();
        await page.getByRole('button', { name: 'Start the import' }).click();
        await expect(page).toHaveURL(/\/admin\/jobs\/[0-9a-f-]{36}$/);
        await untilDone(page, scripted);
        await expect(page.getByText('3 of 3 · 1 error')).toBeVisible();
        await expect(page.getByText(/Enter an e-mail address/).filter({ visible: true })).toBeVisible();
        await expect(page.getByText('Dry run', { exact: true })).toHaveCount(round === 'dry' ? 1 : 0);
      }
      if (scripted) await expectAccessible(page);

      await page.goto('/admin/users/import');
      await page.getByLabel('Or paste rows').fill(`email,last_name\r\n${mark}.b@example.com,Babbage`);
      await page.getByLabel('What the rows do').selectOption({ label: scripted ? 'Change accounts' : 'Make and change accounts' });
      await page.getByText('Only look what would happen').click();
      await page.getByRole('button', { name: 'Start the import' }).click();
      await untilDone(page, scripted);
      await expect(page.getByText('1 of 1 · 1 of them changed')).toBeVisible();

      await page.goto(`/admin/users?search=${mark}`);
      if (scripted) {
        await page.getByLabel('Select this page').check();
        await expect(page.getByRole('button', { name: 'With the selected (2)' })).toBeVisible();
      } else for (const name of [`=Ada ${mark}`, `Bob ${mark}`]) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
      await page.getByLabel('What to do').selectOption({ label: 'Suspend' });
      await page.getByRole('button', { name: /^With the selected/ }).click();
      await expect(page.getByText('2 users are chosen.')).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByLabel('Reason').fill('Left the company.');
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await untilDone(page, scripted);
      await expect(page.getByText('2 of 2')).toBeVisible();

      for (const action of ['Take the suspension back', 'Give a role']) {
        await page.goto(`/admin/users?search=${mark}`);
        await page.getByLabel('What to do').selectOption({ label: action });
        await page.getByRole('button', { name: 'With all who match' }).click();
        await expect(page.getByText('2 users match.')).toBeVisible();
        if (action === 'Give a role') await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Guest' });
        await page.getByLabel('Reason').fill('Back again.');
        await page.getByRole('button', { name: 'Start', exact: true }).click();
        await untilDone(page, scripted);
        await expect(page.getByText('2 of 2')).toBeVisible();
      }

      await page.goto(`/admin/users?search=${mark}&status=pending`);
      await page.getByRole('link', { name: 'Export', exact: true }).click();
      await expect(page.getByText(/2 users match the filters/)).toBeVisible();
      await page.getByLabel('Format').selectOption(scripted ? 'csv' : 'ndjson');
      await page.getByRole('button', { name: 'Start the export' }).click();
      await untilDone(page, scripted);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the file' }).click()]);
      expect(download.suggestedFilename()).toMatch(scripted ? /^users-\d{4}-\d\d-\d\d\.csv$/ : /^users-\d{4}-\d\d-\d\d\.ndjson$/);
      const file = await readFile(await download.path(), 'utf8');
      expect(file).toContain(`${mark}.b@example.com`);
      expect(file).toContain(scripted ? `,'=Ada ${mark},` : `"=Ada ${mark}"`);
      await page.goto('/admin/jobs');
      await expect(page.getByRole('heading', { name: /^Suspend/ }).first()).toBeVisible();
      if (scripted) await expectAccessible(page);
    });
  });
}

/** Starts the job that the page is about, which comes as far as this person, where its server is not heard of any more. */
async function startUntil(page: Page, userId: string): Promise<void> {
  await whileHeld(mainServer.dataDir, userId, async (holder) => {
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page).toHaveURL(/\/admin\/jobs\/[0-9a-f-]{36}$/);
    const job = [new URL(page.url()).pathname.split('/').at(-1)];
    const rowsDone = async () => (await holder.query('select done from background_job where id = $1', job)).rows[0]?.done;
    await expect.poll(rowsDone, { intervals: [50] }).toBe(1);
    // Another worker took it over and hangs: it goes on neither now nor during the test.
    await holder.query(
      `update background_job set lease_holder = gen_random_uuid(), lease_until = now() + interval '1 hour' where id = $1`,
      job,
    );
  });
}

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'dark-360-keyboard' : 'light-desktop-mouse' });

    test('a job that is cancelled in the middle has done what its page says, and nothing else', async ({ page }) => {
      const people = [await registered(), await registered()];
      const ids = await Promise.all(people.map((person) => idOf(person)));
      await page.goto(`/admin/users/bulk?action=suspend&${ids.map((id) => `id=${id}`).join('&')}`);
      await page.getByLabel('Reason').fill('Left the company.');
      await startUntil(page, ids[1] ?? '');
      if (!scripted) await page.getByRole('link', { name: 'Look again' }).click();
      await expect(page.getByText('1 of 2')).toBeVisible();
      await expect(page.getByText('Running', { exact: true })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: 'Cancel the job' }).click();
      await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
      await expect(page.getByText('1 of 2')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Cancel the job' })).toHaveCount(0);
      const { dataDir } = mainServer;
      const job = new URL(page.url()).pathname.split('/').at(-1);
      expect(await query(dataDir, 'select status, done, failed from background_job where id = $1', [job])).toEqual([
        { status: 'cancelled', done: 1, failed: 0 },
      ]);
      const statuses = await query(dataDir, 'select status from "user" where id = any($1) order by id = $2', [ids, ids[1]]);
      expect(statuses).toEqual([{ status: 'suspended' }, { status: 'active' }]);
    });
  });
}

test('a file of some megabytes is taken in pieces', async ({ page }) => {
  const send = (body: Buffer) =>
    page.request.post(`${mainServer.url}/api/v1/admin/users/import?dry_run=true`, {
      data: body,
      headers: { 'content-type': 'text/csv', origin: mainServer.url },
    });
  const line = `nobody,${'x'.repeat(4000)}\n`;
  const taken = await send(Buffer.from(`email,name\n${line.repeat(1000)}`));
  expect(taken.status()).toBe(202);
  // It may have begun by the time it is told.
  expect((await taken.json()).data).toMatchObject({ total: 1000, status: expect.stringMatching(/^(queued|running)$/) });
});
