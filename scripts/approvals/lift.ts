import { openDatabase } from '#scripts/database/open.ts';
import { loadConfiguration } from '#scripts/environment.ts';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { runMain, StartFailure, say } from '#scripts/process/progress.ts';

// For an installation whose second administrator is gone: what waits for approval waits in vain.
await runMain(async () => {
  const database = await openDatabase(loadConfiguration(), { share: true });
  try {
    const { code, output } = await runNode(['--conditions=react-server', inProject('scripts', 'approvals', 'change-settings.ts')]);
    if (code !== 0) throw new StartFailure(output.trim());
    say(output.trimEnd());
  } finally {
    await database.close();
  }
});
