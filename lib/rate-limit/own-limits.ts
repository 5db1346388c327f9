import { db } from '#lib/db/client.ts';
import type { LimitSetting } from '#lib/env/limits.ts';

/** The limits that API keys have of their own, by the id of the key; those without one are left out. */
export async function findOwnLimits(keyIds: readonly string[]): Promise<Map<string, LimitSetting>> {
  if (keyIds.length === 0) return new Map();
  const keys = await db().apiKey.findMany({
    where: { id: { in: [...keyIds] } },
    select: { id: true, rateLimitMax: true, rateLimitSeconds: true },
  });
  return new Map(
    keys.flatMap(({ id, rateLimitMax: max, rateLimitSeconds: windowSeconds }) =>
      max === null || windowSeconds === null ? [] : [[id, { max, windowSeconds }] as const],
    ),
  );
}
