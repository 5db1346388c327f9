import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { generateTypescriptClient } from '#scripts/client/generate.ts';
import { generate } from '#scripts/generate.ts';
import { inProject } from '#scripts/paths.ts';
import { runCommand, runNode, stopChildren } from '#scripts/process/child.ts';
import { complain, say } from '#scripts/process/progress.ts';
import { onStopSignal } from '#scripts/process/stop-signals.ts';
import { ensureChromium, findProgram } from '#scripts/testing/chromium.ts';
import { type Counts, nothing, playwrightCounts, playwrightFailures, sum, vitestCounts, vitestFailures } from '#scripts/testing/counts.ts';

type StepResult = { ok: boolean; counts?: Counts; failures?: string[] };
type Step = { name: string; run: () => Promise<StepResult>; needs?: string };

const reports = inProject('.test', 'reports');
const environment = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
};
const tool = (...parts: string[]) => inProject('node_modules', ...parts);

async function node(args: string[], env: Record<string, string> = {}): Promise<StepResult> {
  const { code } = await runNode(args, { show: true, env: { ...environment, ...env } });
  return { ok: code === 0 };
}

async function lint(): Promise<StepResult> {
  const { code } = await runCommand(tool('.bin', process.platform === 'win32' ? 'biome.cmd' : 'biome'), ['check', '--error-on-warnings'], {
    show: true,
    env: environment,
  });
  return { ok: code === 0 };
}

/** The application, then what stands on its own: the client package and the samples. */
const projects = ['.', 'clients/typescript', 'examples'];

async function types(): Promise<StepResult> {
  await generate();
  await generateTypescriptClient();
  const generated = await node([tool('next', 'dist', 'bin', 'next'), 'typegen']);
  if (!generated.ok) return generated;
  for (const project of projects) {
    const checked = await node([tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', inProject(project)]);
    if (!checked.ok) return checked;
  }
  return { ok: true };
}

async function unit(): Promise<StepResult> {
  const report = `${reports}/vitest.json`;
  const { ok } = await node([
    tool('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);
  return { ok, counts: vitestCounts(report), failures: vitestFailures(report) };
}

async function build(): Promise<StepResult> {
  return node([inProject('scripts', 'build.ts')]);
}

async function browser(): Promise<StepResult> {
  const chromium = await ensureChromium();
  say(`Chromium: ${chromium}`);
  const report = `${reports}/playwright.json`;
  const { ok } = await node([tool('@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return { ok, counts: playwrightCounts(report), failures: playwrightFailures(report) };
}

const steps: Step[] = [
  { name: 'lint', run: lint },
  { name: 'types', run: types },
  { name: 'unit and integration tests', run: unit },
  { name: 'production build', run: build },
  { name: 'browser tests', run: browser, needs: 'production build' },
];

type Line = { name: string; outcome: string; seconds: string; result: StepResult | null };

async function runStep(step: Step, lines: Line[]): Promise<Line> {
  const blocked = step.needs !== undefined && lines.some((line) => line.name === step.needs && !line.result?.ok);
  if (blocked) return { name: step.name, outcome: `not run (${step.needs} failed)`, seconds: '', result: null };
  say(`\n━━ ${step.name} ━━`);
  const started = Date.now();
  const result = await step.run().catch((error: unknown): StepResult => {
    complain(error instanceof Error ? error.message : String(error));
    return { ok: false };
  });
  return { name: step.name, outcome: result.ok ? 'passed' : 'FAILED', seconds: `${((Date.now() - started) / 1000).toFixed(1)} s`, result };
}

function inWords({ passed, failed, skipped, retried }: Counts): string {
  return `${passed} passed${retried > 0 ? ` (${retried} on a second try)` : ''}, ${failed} failed, ${skipped} skipped`;
}

function summary(lines: Line[], withoutRedis: boolean): void {
  say('\n━━ summary ━━');
  for (const { name, outcome, seconds, result } of lines) {
    const counts = result?.counts ? inWords(result.counts) : '';
    say(`${name.padEnd(28)} ${outcome.padEnd(10)} ${seconds.padStart(8)}  ${counts}`.trimEnd());
  }
  for (const failure of lines.flatMap(({ result }) => result?.failures ?? [])) say(`✗ ${failure}`);
  if (withoutRedis)
    say('\nThe tests that need a real Redis were skipped: redis-server was not found (Debian: apt-get install redis-server).');
  // Lint, types and build count too: a run that is not green never says "0 failed".
  const whole = lines.filter((line) => line.result?.counts === undefined && !line.result?.ok).length;
  const counted = sum(lines.flatMap((line) => (line.result?.counts ? [failedAtLeastOnce(line.result)] : [])));
  say(`\n${inWords({ ...counted, failed: counted.failed + whole })}`);
}

function failedAtLeastOnce({ ok, counts = nothing }: StepResult): Counts {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
onStopSignal(stopChildren, () => process.exit(130));
const withoutRedis = findProgram('redis-server') === null;
if (withoutRedis) say('redis-server was not found: the tests that need a real Redis will be skipped.');
const lines: Line[] = [];
for (const step of steps) lines.push(await runStep(step, lines));
summary(lines, withoutRedis);
process.exit(lines.every((line) => line.result?.ok) ? 0 : 1);
