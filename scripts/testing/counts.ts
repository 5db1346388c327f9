import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** How the tests of one runner ended; `retried` are those of the passed ones that needed a second try. */
export type Counts = { passed: number; failed: number; skipped: number; retried: number };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};
type PlaywrightSuite = {
  suites?: PlaywrightSuite[];
  specs: { title: string; file: string; tests: { status: string; results: { errors: { message?: string }[] }[] }[] }[];
};
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: { message?: string }[];
  suites: PlaywrightSuite[];
};

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

/** One line: where, which test, and how its message begins. */
function inOneLine(file: string, test: string, message = ''): string {
  const said = stripVTControlCharacters(message).trim().split('\n', 1)[0] ?? '';
  return `${basename(file)} › ${test}: ${said}`.slice(0, 300);
}

/** The failed tests of vitest's JSON report, a line each; a file that could not be run is one line. */
export function vitestFailures(path: string): string[] {
  return (read<VitestReport>(path)?.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [inOneLine(name, 'the whole file', message)];
      return failed.map(({ fullName, failureMessages }) => inOneLine(name, fullName, failureMessages.at(-1)));
    });
}

/** The failed tests of Playwright's JSON report, a line each, and what failed outside of any test. */
export function playwrightFailures(path: string): string[] {
  const report = read<PlaywrightReport>(path);
  if (!report) return [];
  const ofSuite = ({ suites = [], specs }: PlaywrightSuite): string[] => [
    ...specs.flatMap(({ title, file, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected')
        .map(({ results }) => inOneLine(file, title, results.at(-1)?.errors[0]?.message)),
    ),
    ...suites.flatMap(ofSuite),
  ];
  return [...report.suites.flatMap(ofSuite), ...report.errors.map(({ message }) => inOneLine('', 'outside of a test', message))];
}
