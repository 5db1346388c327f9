// Creates users, and a service that may introspect, that share one password hash, and prints nothing: the load signs in as them.
import process from 'node:process';
import { createUser } from '#lib/accounts/create-user.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { slowHash } from '#lib/passwords/slow-hash.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { runMain } from '#scripts/process/progress.ts';

await runMain(async () => {
  const count = Number(process.argv[2] ?? 200);
  const passwordHash = await slowHash(process.argv[3] ?? '');
  const service = { pool: defaultPool, email: 'bench-service@example.com', emailVerified: true, passwordHash, role: 'admin' as const };
  await inTransaction((transaction) => createUser(transaction, service));
  for (let index = 0; index < count; index += 1) {
    const email = `bench-${index}@example.com`;
    await inTransaction((transaction) =>
      createUser(transaction, { pool: defaultPool, email, emailVerified: true, passwordHash, role: 'user' }),
    );
  }
  await db().$disconnect();
});
