import { db } from '#lib/db/client.ts';
import { seedRoles } from '#lib/roles/seed-roles.ts';
import { runMain } from '#scripts/process/progress.ts';

await runMain(async () => {
  await seedRoles();
  // CREATE DATABASE … TEMPLATE needs that nobody is connected.
  await db().$disconnect();
});
