import { Prisma } from '#lib/db/generated/client.ts';

/** Whose a key is, with the data key that its details are sealed with: the user's, the organization's, or the installation's. */
export type KeyOwner = { type: 'user' | 'service_account' | 'organization'; id: string; dataKey: Uint8Array };

/** Where an owner is, and which column of a key names it. */
const owners = {
  user: { table: Prisma.sql`"user"`, column: 'userId' },
  service_account: { table: Prisma.sql`service_account`, column: 'serviceAccountId' },
  organization: { table: Prisma.sql`organization`, column: 'organizationId' },
} as const satisfies Record<KeyOwner['type'], object>;

type OwnerColumn = (typeof owners)[KeyOwner['type']]['column'];

/** The column that names the owner, for a condition or a new row. */
export function ownerColumns({ type, id }: Pick<KeyOwner, 'type' | 'id'>): { [Column in OwnerColumn]?: string } {
  return { [owners[type].column]: id };
}

/** The table with the owner's row. */
export function ownerTable({ type }: Pick<KeyOwner, 'type'>): Prisma.Sql {
  return owners[type].table;
}
