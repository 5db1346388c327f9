import type { Page } from '@playwright/test';

/** Goes to a place of the main navigation, which small screens keep in a drawer. */
export async function goTo(page: Page, place: string): Promise<void> {
  const drawer = page.getByRole('button', { name: 'Open navigation' });
  if (await drawer.isVisible()) await drawer.click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place, exact: true }).click();
}
