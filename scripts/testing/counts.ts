import { existsSync, readFileSync } from 'node:fs';

/** How the tests of one runner ended; `retried` are those of the passed ones that needed a second try. */
export type Counts = { passed: number; failed: number; skipped: number; retried: number };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  success: boolean;
};
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number }; errors: unknown[] };

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0, retried: 0 };

function read<Report>(path: string): Report | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : null;
}

/** Counts from vitest's JSON report. A missing report, or a file that could not even be loaded, is a failure. */
export function vitestCounts(path: string): Counts {
  const report = read<VitestReport>(path);
  if (!report) return { ...nothing, failed: 1 };
  const failed = report.numFailedTests || (report.success ? 0 : 1);
  return { ...nothing, passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

/** Counts from Playwright's JSON report. A test that passed only on a second try counts as passed. */
export function playwrightCounts(path: string): Counts {
  const report = read<PlaywrightReport>(path);
  if (!report) return { ...nothing, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected || (report.errors.length > 0 ? 1 : 0), skipped, retried: flaky };
}

export function sum(all: Counts[]): Counts {
  const total = (name: keyof Counts) => all.reduce((value, counts) => value + counts[name], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped'), retried: total('retried') };
}
