import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs axe in a page, into which it is put once; `rules`: only these. */
async function findings(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (only) => {
    // What has just been changed about the page has to be drawn first.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const fading = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.race([Promise.allSettled(fading.map(({ finished }) => finished)), new Promise((resolve) => setTimeout(resolve, 2000))]);
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    // Our own document only: the frame of a mail is sandboxed, nothing runs there, axe neither.
    const results = await inPage.run(document, { resultTypes: ['violations'], iframes: false, ...(only && { runOnly: only }) });
    return results.violations;
  }, rules);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}

/** What axe finds on the page that is serious or critical. */
export const seriousFindings = (page: Page): Promise<string[]> => findings(page);

/** The same for text that is hard to read, which is all that another colour scheme changes. */
export const contrastFindings = (page: Page): Promise<string[]> => findings(page, ['color-contrast']);

/** At 360 and 320 px nothing sticks out. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 720 });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, `sideways scroll at ${width} px`).toBeLessThanOrEqual(0);
  }
}

/** In both schemes, at the width of the look and narrower; leaves the page in its look. */
export async function expectAccessible(page: Page): Promise<void> {
  // A page that is reached by a link of the shell has none for a moment.
  await expect(page).toHaveTitle(/\S/);
  const viewport = page.viewportSize();
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  expect(await seriousFindings(page), page.url()).toEqual([]);
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  expect(await contrastFindings(page), page.url()).toEqual([]);
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  await expectNoSidewaysScroll(page);
  if (viewport) await page.setViewportSize(viewport);
}
