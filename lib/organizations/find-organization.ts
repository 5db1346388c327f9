import type { OrganizationShape } from '#lib/contracts/organizations.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { type Database, db, type Transaction } from '#lib/db/client.ts';
import type { Organization } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { openSettings } from './organization-settings.ts';
import { membershipOf } from './require-allowed-in.ts';

/** An organization as the API shows it to somebody who may see it. */
export async function presentOrganization(row: Organization, reader: Principal, database: Database = db()): Promise<OrganizationShape> {
  // Asked anew: the reader may have just founded, joined or handed it over.
  const userId = 'user' in reader ? reader.user.id : null;
  const [members, own] = await Promise.all([
    database.membership.count({ where: { organizationId: row.id } }),
    userId ? database.membership.findUnique({ where: { userId_organizationId: { userId, organizationId: row.id } } }) : null,
  ]);
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    pool: row.pool,
    status: row.status,
    settings: openSettings(row.settings),
    members,
    role: own?.role ?? null,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** One organization; null when there is none with this id. Who may see it is asked by whoever calls. */
export async function findOrganization(reader: Principal, id: string): Promise<OrganizationShape | null> {
  const row = await db().organization.findUnique({ where: { id } });
  return row && presentOrganization(row, reader);
}

/** The same; NOT_FOUND instead of null. */
export async function getOrganization(reader: Principal, id: string): Promise<OrganizationShape> {
  const organization = await findOrganization(reader, id);
  if (!organization) throw new ServiceError('NOT_FOUND');
  return organization;
}

/** The key to what is sealed for an organization. NOT_FOUND. */
export async function dataKeyOf(database: Database, id: string): Promise<Buffer> {
  const key = await findDataKey(database, id);
  if (!key) throw new ServiceError('NOT_FOUND');
  return key;
}

/** The row, which nobody else changes until the transaction ends. NOT_FOUND. */
export async function takeOrganization(transaction: Transaction, id: string): Promise<Organization> {
  await transaction.$queryRaw`SELECT 1 FROM organization WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await transaction.organization.findUnique({ where: { id } });
  if (!row) throw new ServiceError('NOT_FOUND');
  return row;
}

/** The same, and CONFLICT where it is suspended: nobody joins it then. */
export async function takeActiveOrganization(transaction: Transaction, id: string): Promise<Organization> {
  const row = await takeOrganization(transaction, id);
  if (row.status !== 'active') throw new ServiceError('CONFLICT', { message: 'This organization is suspended.' });
  return row;
}

/** Whether the reader is in it, for pages that offer to open it. */
export function isMember(reader: Principal, id: string): boolean {
  return membershipOf(reader, id) !== null;
}
