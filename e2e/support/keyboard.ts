import type { Page } from '@playwright/test';

/** Tabs until the element with this name has the focus; a person would do the same, with eyes. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const focused = document.activeElement;
      const labelled =
        focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement ? focused.labels?.[0]?.textContent : null;
      return focused?.getAttribute('aria-label') ?? labelled ?? focused?.textContent ?? '';
    });
    if (name.test(label.trim())) return;
  }
  throw new Error(`Tab never reached ${name}.`);
}
