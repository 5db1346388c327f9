import { loadConfiguration } from '#scripts/environment.ts';
import { runMain, say } from '#scripts/process/progress.ts';
import { deployMigrations } from './deploy-migrations.ts';
import { openDatabase } from './open.ts';

await runMain(async () => {
  const database = await openDatabase(loadConfiguration(), { share: true });
  try {
    const { applied, queueUpdated } = await deployMigrations(database.url);
    for (const name of applied) say(`Applied ${name}`);
    if (queueUpdated) say('Brought the job queue up to date');
    if (applied.length === 0 && !queueUpdated) say('Nothing to do.');
  } finally {
    await database.close();
  }
});
