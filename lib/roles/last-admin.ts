import { runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';

/**
 * Whoever takes a super admin away calls this first, in the same transaction: removal of the role, an end put to it,
 * suspension, deletion, erasure. Two who each take the other's turn one after the other, so the second one sees that
 * nobody else is left. LAST_ADMIN when the user is the only active super admin whose role does not end by itself.
 */
export async function keepSuperAdmin(transaction: Transaction, userId: string): Promise<void> {
  await takeTurn(transaction);
  const held = await runStatement(
    transaction,
    Prisma.sql`
      SELECT 1 AS one FROM user_role ur JOIN role r ON r.id = ur.role_id WHERE ur.user_id = ${userId}::uuid AND r.name = 'super_admin' LIMIT 1`,
  );
  // Nearly everybody. Among a million holders of some role the question below costs a tenth of a second.
  if (held.length === 0) return;
  const lasting = await readLasting(transaction, 2, userId);
  if (lasting.length === 1 && lasting[0] === userId) throw new ServiceError('LAST_ADMIN');
}

/** Statements of their own follow: they must see what was committed while this one waited for the lock. */
async function takeTurn(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:super-admins'))`;
}

/** Active super admins whose role does not end by itself; this one, if they are one, behind the others. */
async function readLasting(transaction: Transaction, limit: number, last: string | null): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    transaction,
    Prisma.sql`
      SELECT u.id FROM user_role ur JOIN role r ON r.id = ur.role_id JOIN "user" u ON u.id = ur.user_id
      WHERE r.name = 'super_admin' AND ur.expires_at IS NULL AND ur.organization_id IS NULL AND u.status = 'active' AND u.deleted_at IS NULL
      ORDER BY u.id = ${last}::uuid LIMIT ${limit}::int`,
  );
  return rows.map(({ id }) => id);
}

/** The same, up to so many, none of whom goes before the transaction ends. */
export async function findLastingSuperAdmins(transaction: Transaction, limit: number): Promise<string[]> {
  await takeTurn(transaction);
  return readLasting(transaction, limit, null);
}
