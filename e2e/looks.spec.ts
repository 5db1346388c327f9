import { putMouseAway } from './support/keyboard-alone.ts';
import { expect, test } from './support/test.ts';

// Where the keyboard alone must fail, so that a green run in such a look says something.

let takeMouse: (() => void) | undefined;
test.beforeEach(({ page }) => {
  takeMouse = putMouseAway(page, 200);
});
test.afterEach(() => takeMouse?.());

test('what Tab does not stop at, what is covered and what does not show its focus fails', async ({ page }) => {
  await page.setContent(`
    <style>:focus-visible { outline: 2px solid } .bare { outline: none } .over { position: fixed; inset: 0 0 50% 0; background: #fff }</style>
    <p><a href="#top">Start</a> <span class="button">Drawn button</span> <button tabindex="-1">Skipped</button></p>
    <p><button disabled>Waiting</button> <button class="bare">Unseen</button></p>
    <p><label><input type="file" hidden>Drop files here</label></p>
    <p style="margin-top: 80vh"><button>Fine</button> <label>Name <input></label></p>`);
  for (const [name, reason] of [
    ['Drawn button', 'Tab does not stop there'],
    ['Skipped', 'Tab does not stop there'],
    ['Waiting', 'it is disabled'],
    ['Unseen', 'Nobody sees that'],
  ] as const)
    await expect(page.getByText(name).click(), name).rejects.toThrow(reason);
  await expect(page.getByLabel('Drop files').setInputFiles([])).rejects.toThrow('it is not visible');
  await page.getByText('Fine').click();
  await expect(page.getByText('Fine')).toBeFocused();
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('Name').fill('Grace');
  await expect(page.getByLabel('Name')).toHaveValue('Grace');

  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<div class="over"></div>'));
  await expect(page.getByText('Start').click()).rejects.toThrow('something covers it');
});

test('the keys choose in lists short and long, tick boxes and go through a date', async ({ page }) => {
  const long = Array.from({ length: 60 }, (_, index) => `<option>City ${index}</option>`).join('');
  await page.setContent(`
    <style>:focus-visible { outline: 2px solid }</style>
    <label>Short <select><option value="">All</option><option disabled>None</option><option value="b">Both</option></select></label>
    <label>Long <select>${long}</select></label> <label>Day <input type="date"></label>
    <label>Box <input type="checkbox"></label> <button>Last</button>`);
  await page.getByLabel('Box').check();
  await expect(page.getByLabel('Box')).toBeChecked();
  await page.getByLabel('Short').selectOption({ label: 'Both' });
  await expect(page.getByLabel('Short')).toHaveValue('b');
  await page.getByLabel('Short').selectOption('');
  await expect(page.getByLabel('Short')).toHaveValue('');
  await page.getByLabel('Long').selectOption({ label: 'City 42' });
  await expect(page.getByLabel('Long')).toHaveValue('City 42');
  await page.getByText('Last').click();
  await page.getByLabel('Long').selectOption('City 3');
  await expect(page.getByLabel('Long')).toHaveValue('City 3');
});

test('what its own answer pushed out of the window is found again', async ({ page }) => {
  await page.setContent(`
    <style>:focus-visible { outline: 2px solid } p { height: 150vh }</style>
    <a href="#top">Start</a> <button onclick="this.before(document.createElement('p'))">Once more</button>`);
  for (const times of [1, 2]) {
    await page.getByText('Once more').click();
    await expect(page.locator('p')).toHaveCount(times);
  }
});

test('a file is chosen in the dialog that a key opens, and where none opens it is not chosen', async ({ page }) => {
  await page.setContent(`
    <style>:focus-visible { outline: 2px solid }</style>
    <label>Rows <input type="file"></label> <label>Picture <input type="file" onclick="return false"></label>`);
  takeMouse?.();
  takeMouse = putMouseAway(page, 2000);
  const file = { name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from('email') };
  await page.getByLabel('Rows').setInputFiles(file);
  await expect(page.getByLabel('Rows')).toHaveValue(/rows\.csv$/);
  await expect(page.getByLabel('Picture').setInputFiles(file)).rejects.toThrow('filechooser');
  await expect(page.getByLabel('Picture')).toHaveValue('');
});
