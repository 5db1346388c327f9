import type { ClientSecretShape, ServiceAccountShape } from '#lib/contracts/service-accounts.ts';
import type { ClientSecret, Prisma } from '#lib/db/generated/client.ts';
import { unexpired } from '#lib/db/unexpired.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { mayManage } from './may-manage.ts';

/** What is read of a service account to show it. `now` is when its keys and secrets must still be good. */
export function withCredentials(now: Date) {
  const isGood = unexpired(now);
  return {
    secrets: { where: isGood, orderBy: { createdAt: 'desc' } },
    _count: { select: { keys: { where: { revokedAt: null, ...isGood } } } },
  } satisfies Prisma.ServiceAccountInclude;
}

export type AccountRow = Prisma.ServiceAccountGetPayload<{ include: ReturnType<typeof withCredentials> }>;

/** A secret as administrators see it. */
export function presentSecret(row: ClientSecret): ClientSecretShape {
  return {
    id: row.id,
    prefix: row.prefix,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** A service account as administrators see it. */
export function presentAccount(row: AccountRow, reader: Principal): ServiceAccountShape {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    permissions: row.permissions,
    rank: row.rank,
    enabled: row.disabledAt === null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    created_by: row.createdById,
    client_secrets: row.secrets.map(presentSecret),
    api_keys: row._count.keys,
    may_manage: mayManage(reader, row),
  };
}
