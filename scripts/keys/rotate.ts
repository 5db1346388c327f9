import { parseArgs } from 'node:util';
import { openDatabase } from '#scripts/database/open.ts';
import { loadConfiguration } from '#scripts/environment.ts';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { runMain, StartFailure, say } from '#scripts/process/progress.ts';

const usage = `npm run keys:rotate            lets the next signing key sign; tokens of the old one stay valid until they end
npm run keys:rotate -- --now   replaces every signing key at once, for keys that somebody else may know:
                               every access token is refused within a second, applications fetch new ones`;

function parse(): { now: boolean } {
  try {
    const { values } = parseArgs({ options: { now: { type: 'boolean', default: false } } });
    return values;
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

await runMain(async () => {
  const { now } = parse();
  const database = await openDatabase(loadConfiguration(), { share: true });
  try {
    const script = inProject('scripts', 'keys', 'change-keys.ts');
    const { code, output } = await runNode(['--conditions=react-server', script, ...(now ? ['--now'] : [])]);
    if (code !== 0) throw new StartFailure(output.trim());
    say(output.trimEnd());
  } finally {
    await database.close();
  }
});
