import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { freePort } from './e2e/support/free-port.ts';
import { findChromium } from './scripts/testing/chromium.ts';

// Chosen once; the workers read this file again and inherit the choice.
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_OIDC_PORT ??= String(await freePort());
process.env.E2E_OIDC_PORT_2 ??= String(await freePort());
process.env.E2E_DNS_PORT ??= String(await freePort());

const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.test/playwright',
  globalSetup: './e2e/global-setup.ts',
  workers: 2,
  // A shared machine stutters. What passes only the second time is counted apart in the summary (scripts/test.ts).
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORT}`,
    locale: 'en-US',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
