import { presentUser } from '#lib/accounts/present-user.ts';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { type Database, db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { type PoliciesOf, readPoliciesOf } from '#lib/pools/read-pools.ts';
import type { UserActor } from '#lib/sessions/actor.ts';
import { toUserActor, type UserRow, userColumns } from '#lib/sessions/user-row.ts';

/** Somebody as administrators see them. `rank` is that of the roles they hold right now. */
export type ManagedUser = UserActor & {
  lockedUntil: Date | null;
  suspendedAt: Date | null;
  deletedAt: Date | null;
  eraseAt: Date | null;
};

/** A user as `managedColumns` read one. */
export type ManagedRow = UserRow & Pick<ManagedUser, 'lockedUntil' | 'suspendedAt' | 'deletedAt' | 'eraseAt'>;

/** Of a row `u` of "user" and its key `k`: everything that administrators see. */
export const managedColumns = Prisma.sql`${userColumns}, u.locked_until AS "lockedUntil", u.suspended_at AS "suspendedAt", u.deleted_at AS "deletedAt", u.erase_at AS "eraseAt"`;

/** Opens a row; null for somebody whose key was destroyed. */
export function toManagedUser(row: ManagedRow, policies: PoliciesOf): ManagedUser | null {
  const { wrappedKey, encryptionKeyId, lockedUntil, suspendedAt, deletedAt, eraseAt } = row;
  if (!wrappedKey || !encryptionKeyId) return null;
  const user = toUserActor(row, unwrapDataKey(row.id, { wrappedKey, encryptionKeyId }), policies);
  return { ...user, lockedUntil, suspendedAt, deletedAt, eraseAt };
}

/** Somebody by their id, deleted ones too; null for who never was or was erased. */
export async function findManagedUser(id: string, database: Database = db()): Promise<ManagedUser | null> {
  const [row] = await runStatement<ManagedRow>(
    database,
    Prisma.sql`SELECT ${managedColumns} FROM "user" u JOIN vault.data_key k ON k.subject_id = u.id
      WHERE u.id = ${id}::uuid AND u.status <> 'erased'`,
  );
  return row ? toManagedUser(row, await readPoliciesOf([row.pool])) : null;
}

/** The same; NOT_FOUND instead of null. */
export async function getManagedUser(id: string, database: Database = db()): Promise<ManagedUser> {
  const user = await findManagedUser(id, database);
  if (!user) throw new ServiceError('NOT_FOUND');
  return user;
}

/** A user as the API shows one to administrators. */
export function presentManagedUser(managed: ManagedUser): ManagedUserShape {
  const { lockedUntil, suspendedAt, deletedAt, eraseAt } = managed;
  const isLocked = lockedUntil !== null && lockedUntil.getTime() > Date.now();
  return {
    ...presentUser(managed),
    pool: managed.user.pool,
    organizations: managed.memberships.map(({ organizationId: id, name }) => ({ id, name })),
    locked_until: isLocked ? lockedUntil.toISOString() : null,
    second_factor_required_at: managed.user.secondFactorRequiredAt?.toISOString() ?? null,
    suspended_at: suspendedAt?.toISOString() ?? null,
    deleted_at: deletedAt?.toISOString() ?? null,
    erase_at: eraseAt?.toISOString() ?? null,
  };
}
