import { db } from '#lib/db/client.ts';
import { freshCopy } from '#lib/db/fresh-copy.ts';

const copy = freshCopy('allowed-origins', async (): Promise<ReadonlySet<string>> => {
  const rows = await db().application.findMany({ where: { enabled: true }, select: { allowedOrigins: true } });
  return new Set(rows.flatMap(({ allowedOrigins }) => allowedOrigins));
});

/** The origins of all enabled applications, at most a second old on every instance. Throws where the database is down. */
export const readAllowedOrigins = copy.read;

/** The next reader asks the database: this process has just changed something. */
export const forgetAllowedOrigins = copy.forget;
