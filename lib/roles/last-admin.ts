import { runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';

/**
 * Whoever takes a super admin away calls this first, in the same transaction: removal of the role, an end put to it,
 * suspension, deletion, erasure. Two who each take the other's turn one after the other, so the second one sees that
 * nobody else is left. LAST_ADMIN when the user is the only active super admin whose role does not end by itself.
 */
export async function keepSuperAdmin(transaction: Transaction, userId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:super-admins'))`;
  // Statements of their own: they must see what was committed while this one waited for the lock.
  const held = await runStatement(
    transaction,
    Prisma.sql`
      SELECT 1 AS one FROM user_role ur JOIN role r ON r.id = ur.role_id WHERE ur.user_id = ${userId}::uuid AND r.name = 'super_admin' LIMIT 1`,
  );
  // Nearly everybody. Among a million holders of some role the question below costs a tenth of a second.
  if (held.length === 0) return;
  const lasting = await runStatement<{ id: string }>(
    transaction,
    Prisma.sql`
      SELECT u.id FROM user_role ur JOIN role r ON r.id = ur.role_id JOIN "user" u ON u.id = ur.user_id
      WHERE r.name = 'super_admin' AND ur.expires_at IS NULL AND ur.organization_id IS NULL AND u.status = 'active' AND u.deleted_at IS NULL
      ORDER BY u.id = ${userId}::uuid LIMIT 2`,
  );
  if (lasting.length === 1 && lasting[0]?.id === userId) throw new ServiceError('LAST_ADMIN');
}
