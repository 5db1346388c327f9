import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium } from '@playwright/test';
import { inProject } from '#scripts/paths.ts';
import { runCommand, runNode } from '#scripts/process/child.ts';
import { StartFailure, step } from '#scripts/process/progress.ts';

/** Without the interface of a window first: opening a page costs it a fifth of what a whole browser takes. */
const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
/** In Debian; not every release has the first. */
const packages = ['chromium-headless-shell', 'chromium'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a program on PATH; null when there is none. */
export function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

/** A Chromium that is there already: CHROMIUM_PATH, Playwright's own, or the system's. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!isProgram(named)) throw new StartFailure(`CHROMIUM_PATH names ${named}, which is not a program.`);
    return named;
  }
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  for (const name of programs) {
    const path = findProgram(name);
    if (path) return path;
  }
  const application = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return existsSync(application) ? application : null;
}

/** Finds a Chromium or installs one, through Playwright or, as root on Debian, through apt. */
export async function ensureChromium(): Promise<string> {
  const present = findChromium();
  if (present) return present;
  await step('Installing Chromium through Playwright', () =>
    runNode([inProject('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium']),
  );
  const downloaded = findChromium();
  if (downloaded) return downloaded;
  if (process.getuid?.() === 0 && findProgram('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step('Asking apt what there is', () => runCommand('apt-get', ['update'], { env }));
    for (const name of packages) {
      await step(`Installing ${name} through apt`, () =>
        runCommand('apt-get', ['install', '-y', '--no-install-recommends', name], { env }),
      );
      const installed = findChromium();
      if (installed) return installed;
    }
  }
  throw new StartFailure(
    'No Chromium was found and none could be installed. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  );
}
