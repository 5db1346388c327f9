import { runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';

/** Whoever makes or unmakes owners does so alone until the transaction ends. */
export async function holdOwners(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:organization-owners'))`;
}

/**
 * Whoever takes an owner away calls this first, in the same transaction: demotion, removal, leaving, suspension, deletion
 * or erasure of the account. Two who each take the other's turn one after the other, so the second one sees that nobody
 * else is left. LAST_OWNER, with the organizations, when the user is the only active owner of one; of one only, where it
 * is named.
 */
export async function keepOwners(transaction: Transaction, userId: string, organizationId: string | null = null): Promise<void> {
  await holdOwners(transaction);
  // A statement of its own: it must see what was committed while this one waited for the lock.
  const left = await runStatement<{ id: string; name: string }>(
    transaction,
    Prisma.sql`
      SELECT o.id, o.name FROM membership m JOIN organization o ON o.id = m.organization_id
      WHERE m.user_id = ${userId}::uuid AND m.role = 'owner' AND (${organizationId}::uuid IS NULL OR o.id = ${organizationId}::uuid)
        AND NOT EXISTS (
          SELECT 1 FROM membership other JOIN "user" u ON u.id = other.user_id
          WHERE other.organization_id = o.id AND other.user_id <> m.user_id AND other.role = 'owner'
            AND u.status = 'active' AND u.deleted_at IS NULL)
      ORDER BY o.name LIMIT 20`,
  );
  if (left.length > 0) throw new ServiceError('LAST_OWNER', { details: { organizations: left } });
}
