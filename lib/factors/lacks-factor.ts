import { Prisma } from '#lib/db/generated/client.ts';

/** Of a row `u` of "user": whether the account counts. As an index has it, so that a million of them are counted from it alone. */
export const isActiveUser = Prisma.sql`u.status = 'active' AND u.deleted_at IS NULL`;

/** Of a row `u` of "user": whether it has no second factor that counts; with `onlyPasskeys` nothing else does. */
export function lacksFactor({ onlyPasskeys }: { onlyPasskeys: boolean }): Prisma.Sql {
  const counts = onlyPasskeys ? Prisma.sql`AND f.method = 'passkey'` : Prisma.empty;
  return Prisma.sql`NOT EXISTS (SELECT 1 FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL ${counts})`;
}
