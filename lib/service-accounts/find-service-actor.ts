import { db } from '#lib/db/client.ts';
import type { ServiceActor } from '#lib/sessions/actor.ts';

/** What a service account's access token says: from which of its secrets it came, and what it was made for. */
export type ServiceToken = { serviceAccountId: string; secretId: string; scopes: readonly string[] };

type Row = { id: string; name: string; permissions: string[]; rank: number };

/**
 * The service account behind an access token, right now, with those of the token's scopes that it still holds. Null once
 * it is disabled or the secret that the token came from is not good any more: a token must not outlive either.
 */
export async function findServiceActor({ serviceAccountId, secretId, scopes }: ServiceToken): Promise<ServiceActor | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT sa.id, sa.name, sa.permissions, sa.rank FROM service_account sa JOIN client_secret c ON c.service_account_id = sa.id
    WHERE sa.id = ${serviceAccountId}::uuid AND c.id = ${secretId}::uuid AND sa.disabled_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > now())`;
  if (!row) return null;
  const { id, name, rank } = row;
  const permissions = row.permissions.filter((permission) => scopes.includes(permission));
  return { type: 'service_account', serviceAccount: { id, name }, roles: [], permissions, rank, key: null };
}
