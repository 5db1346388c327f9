// Runs in a process of its own, with --conditions=react-server: these rooms are closed to anything else.
import { db } from '#lib/db/client.ts';
import { liftApprovals } from '#lib/settings/change-settings.ts';
import { runMain, say } from '#scripts/process/progress.ts';

await runMain(async () => {
  try {
    const isLifted = await liftApprovals();
    say(isLifted ? 'Lifted. Nothing waits for a second administrator any more.' : 'Nothing waits for a second administrator.');
  } finally {
    await db().$disconnect();
  }
});
