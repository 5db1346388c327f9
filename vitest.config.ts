import process from 'node:process';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { 'server-only': new URL('./scripts/testing/empty-module.ts', import.meta.url).pathname },
  },
  test: {
    include: ['{app,clients,components,lib,stores,scripts}/**/*.test.{ts,tsx}', '*.test.ts'],
    globalSetup: ['scripts/testing/global-setup.ts'],
    setupFiles: ['scripts/testing/setup.ts'],
    // It imports next/server, which only a bundler's resolver finds.
    server: { deps: { inline: ['next-auth'] } },
    pool: 'forks',
    // One more than the cores of the smallest machine: files wait for hashes, the database and the clock a third of their time.
    maxWorkers: 3,
    testTimeout: 60_000,
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
});
