import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

// Legacy mode: our own document only. The frame of a mail is sandboxed, nothing runs there, axe neither.
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode();

async function findings(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}

/** What axe finds on the page that is serious or critical. */
export const seriousFindings = (page: Page): Promise<string[]> => findings(axe(page));

/** The same for text that is hard to read, which is all that another colour scheme changes. */
export const contrastFindings = (page: Page): Promise<string[]> => findings(axe(page).withRules('color-contrast'));

/** At 360 and 320 px nothing sticks out. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 720 });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, `sideways scroll at ${width} px`).toBeLessThanOrEqual(0);
  }
}

/** Light and dark, wide and narrow; leaves the page wide and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(await seriousFindings(page), page.url()).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await contrastFindings(page), page.url()).toEqual([]);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 900 });
}
