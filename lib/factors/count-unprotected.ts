import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';

/** Of a row `u` of "user": whether the account counts. As an index has it, so that a million of them are counted from it alone. */
export const isActiveUser = Prisma.sql`u.status = 'active' AND u.deleted_at IS NULL`;

/** Of a row `f` of factor: whether it counts as a second factor; with `onlyPasskeys` nothing else does. */
export function countsAsFactor({ onlyPasskeys }: { onlyPasskeys: boolean }): Prisma.Sql {
  return onlyPasskeys ? Prisma.sql`f.confirmed_at IS NOT NULL AND f.method = 'passkey'` : Prisma.sql`f.confirmed_at IS NOT NULL`;
}

/** How many active accounts there are. */
export async function countActive(): Promise<number> {
  const [row] = await runStatement<{ count: number }>(db(), Prisma.sql`SELECT count(*)::int AS count FROM "user" u WHERE ${isActiveUser}`);
  return row?.count ?? 0;
}

/** How many active accounts have no second factor that counts. Those who have one are fewer, so they are the ones looked for. */
export async function countWithout(policy: { onlyPasskeys: boolean }): Promise<number> {
  const [row] = await runStatement<{ count: number }>(
    db(),
    Prisma.sql`
      SELECT ((SELECT count(*) FROM "user" u WHERE ${isActiveUser})
        - (SELECT count(*) FROM (SELECT DISTINCT f.user_id FROM factor f WHERE ${countsAsFactor(policy)}) AS protected
            JOIN "user" u ON u.id = protected.user_id WHERE ${isActiveUser}))::int AS count`,
  );
  return row?.count ?? 0;
}

/** How many active accounts have no second factor, and how many no passkey as one: whom a policy would affect. */
export async function countUnprotected(): Promise<{ withoutFactor: number; withoutPasskey: number }> {
  const [withoutFactor, withoutPasskey] = await Promise.all([countWithout({ onlyPasskeys: false }), countWithout({ onlyPasskeys: true })]);
  return { withoutFactor, withoutPasskey };
}
