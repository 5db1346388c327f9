import { spawn } from 'node:child_process';
import process from 'node:process';
import { projectRoot } from '#scripts/paths.ts';

export type Finished = { code: number; output: string };

const running = new Set<ReturnType<typeof spawn>>();

/** Ends every child that is still at work, for instance a build when the start is interrupted. */
export function stopChildren(): void {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs this Node with `args` in the checkout. Its output is collected (the last 200 kB) or, with `show`, goes straight
 * to the terminal. `env` replaces the environment.
 */
export function runNode(args: string[], options: { env?: NodeJS.ProcessEnv; show?: boolean; separate?: boolean } = {}): Promise<Finished> {
  return runCommand(process.execPath, args, options);
}

export function runCommand(
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; show?: boolean; separate?: boolean } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: options.env ?? process.env,
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, options.separate ? null : child.stderr]) {
      stream?.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-200_000);
      });
    }
    if (options.separate && !options.show) child.stderr?.pipe(process.stderr);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}
