// Runs in a process of its own, with --conditions=react-server: these rooms are closed to anything else, and Next in
// the main process needs React's ordinary build. Prints one line of JSON.
import process from 'node:process';
import { ensureFirstAdmin } from '#lib/accounts/first-admin.ts';
import { db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { freeAllJobs } from '#lib/jobs/rescue-jobs.ts';
import { seedRoles } from '#lib/roles/seed-roles.ts';
import { prepareSigningKeys } from '#lib/tokens/rotate-signing-keys.ts';
import { deployMigrations } from '#scripts/database/deploy-migrations.ts';
import { runMain } from '#scripts/process/progress.ts';

/** How the first admin gets in. */
export type AdminWay = { status: 'exists' } | { status: 'created'; email: string } | { status: 'setup_link'; url: string };

/** What the start script is told. */
export type Prepared = { applied: string[]; admin: AdminWay };

await runMain(async () => {
  const { applied } = await deployMigrations(env().DATABASE_URL);
  await seedRoles();
  await prepareSigningKeys(env().TOKEN_ALGORITHM);
  // The embedded database has one owner, so a job that is held was left behind by a process that was killed.
  if (process.argv.includes('--embedded')) await freeAllJobs((text) => db().$executeRawUnsafe(text));
  const admin: AdminWay = await ensureFirstAdmin();
  await db().$disconnect();
  process.stdout.write(`${JSON.stringify({ applied, admin } satisfies Prepared)}\n`);
});
