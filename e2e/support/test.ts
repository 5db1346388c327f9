import { type BrowserContext, test as base, expect } from '@playwright/test';
import { putMouseAway } from './keyboard-alone.ts';
import { type Look, lookInForce, partsOf } from './look.ts';

export { expect };

/** Watches a browser for whatever a clean application never does. */
function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    // A page that is itself answered with 403, 404 or 503 is reported by the browser; a missing part of a page is not fine.
    const { url } = message.location();
    const ownStatus = /^Failed to load resource: the server responded with a status of [45]\d\d/.test(message.text());
    if (ownStatus && message.page()?.url().split('#', 1)[0] === url) return;
    complaints.push(`console: ${message.text()} (${url})`);
  });
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== 'localhost') complaints.push(`request to another origin: ${request.url()}`);
  });
  return complaints;
}

type Options = {
  /** In which look the test runs unless E2E_LOOK forces another one. */
  look: Look;
};

type Fixtures = {
  /** What must not happen, collected so far; the test fails in the end unless it is empty. */
  complaints: string[];
};

/**
 * Every page of every spec: no console error, no CSP violation, no uncaught error, no request to anybody else; in the look
 * of the test, in the contexts that it makes itself as well.
 */
export const test = base.extend<Options & Fixtures>({
  look: ['light-desktop-mouse', { option: true }],
  colorScheme: ({ look }, use) => use(partsOf(lookInForce(look)).scheme),
  viewport: ({ look }, use) => use({ width: partsOf(lookInForce(look)).width, height: 800 }),
  // What is still fading in can be neither looked at nor measured.
  contextOptions: { reducedMotion: 'reduce' },
  page: async ({ page, look }, use) => {
    const takeMouse = partsOf(lookInForce(look)).hand === 'keyboard' ? putMouseAway(page) : undefined;
    await use(page);
    takeMouse?.();
  },
  complaints: [
    async ({ context }, use) => {
      const complaints = watch(context);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});
