import { db } from '#lib/db/client.ts';

/** How long a process believes what it read. Changes count everywhere within a second; reading takes its part of it. */
const freshMilliseconds = 800;

type Cached = { startedAt: number; current: Promise<ReadonlySet<string>> };
// On globalThis: pages and route handlers are bundled apart, but a change must count at once for both.
const holder = globalThis as { gatehouseAllowedOrigins?: Cached | undefined };

async function loadAllowedOrigins(): Promise<ReadonlySet<string>> {
  const rows = await db().application.findMany({ where: { enabled: true }, select: { allowedOrigins: true } });
  return new Set(rows.flatMap(({ allowedOrigins }) => allowedOrigins));
}

/** The origins of all enabled applications, at most a second old on every instance. Throws where the database is down. */
export function readAllowedOrigins(): Promise<ReadonlySet<string>> {
  const cached = holder.gatehouseAllowedOrigins;
  const now = performance.now();
  if (cached && now - cached.startedAt < freshMilliseconds) return cached.current;
  const current = loadAllowedOrigins();
  const entry = { startedAt: now, current };
  holder.gatehouseAllowedOrigins = entry;
  current.catch(() => {
    if (holder.gatehouseAllowedOrigins === entry) holder.gatehouseAllowedOrigins = undefined;
  });
  return current;
}

/** The next reader asks the database: this process has just changed something. */
export function forgetAllowedOrigins(): void {
  holder.gatehouseAllowedOrigins = undefined;
}
