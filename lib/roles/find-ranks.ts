import { type Database, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';

/** Of a row `ur` of user_role: whether it counts right now. Every query of assignments asks this. */
export const isLiveGrant = Prisma.sql`(ur.expires_at IS NULL OR ur.expires_at > now())`;

/**
 * The highest rank that each of these users holds right now, in one query; somebody without a role has 0. What somebody
 * is in an organization is no rank elsewhere.
 */
export async function findRanks(database: Database, userIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await runStatement<{ userId: string; rank: number }>(
    database,
    Prisma.sql`
      SELECT ur.user_id AS "userId", max(r.rank) AS rank FROM user_role ur JOIN role r ON r.id = ur.role_id
      WHERE ur.user_id = ANY(${[...userIds]}::uuid[]) AND ur.organization_id IS NULL AND ${isLiveGrant} GROUP BY ur.user_id`,
  );
  const held = new Map(rows.map(({ userId, rank }) => [userId, rank]));
  return new Map(userIds.map((id) => [id, held.get(id) ?? 0]));
}
