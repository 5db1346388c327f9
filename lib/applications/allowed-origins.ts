import { db } from '#lib/db/client.ts';
import { freshCopy } from '#lib/db/fresh-copy.ts';

const copy = freshCopy('allowed-origins', async (): Promise<ReadonlyMap<string, string>> => {
  const rows = await db().application.findMany({
    where: { enabled: true },
    // The oldest last: of applications that share an origin its pool counts.
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { allowedOrigins: true, pool: true },
  });
  return new Map(rows.flatMap(({ allowedOrigins, pool }) => allowedOrigins.map((origin) => [origin, pool] as const)));
});

/** The origins of all enabled applications with their pools, at most a second old on every instance. Throws where the database is down. */
export const readAllowedOrigins = copy.read;

/** The next reader asks the database: this process has just changed something. */
export const forgetAllowedOrigins = copy.forget;
