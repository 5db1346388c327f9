import type { Transaction } from '#lib/db/client.ts';
import type { SystemRoleName } from './catalogue.ts';

/** Gives a system role to a user, inside the transaction that creates the user. */
export async function grantSystemRole(
  transaction: Transaction,
  userId: string,
  name: SystemRoleName,
  grantedBy: string | null = null,
): Promise<void> {
  const role = await transaction.role.findUniqueOrThrow({ where: { name }, select: { id: true } });
  await transaction.userRole.createMany({ data: [{ userId, roleId: role.id, grantedBy }], skipDuplicates: true });
}
