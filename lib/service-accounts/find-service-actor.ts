import { db } from '#lib/db/client.ts';
import type { ServiceActor } from '#lib/sessions/actor.ts';

/** What a service account may do with a key or token of these scopes (null: with its own secret): it holds no roles, so it is its own grant. */
export function serviceRights({ permissions, rank }: { permissions: readonly string[]; rank: number }, scopes: readonly string[] | null) {
  return {
    roles: [],
    permissions: permissions.filter((permission) => scopes?.includes(permission) ?? true),
    rank,
    grants: [{ role: null, rank, permissions, since: new Date(0), expiresAt: null, organizationId: null }],
    scopes,
  } satisfies Partial<ServiceActor>;
}

/** What a service account's access token says: from which of its secrets it came, and what it was made for. */
export type ServiceToken = { serviceAccountId: string; secretId: string; scopes: readonly string[] };

type Row = { secretId: string; id: string; name: string; permissions: string[]; rank: number };

/**
 * The service account behind an access token, right now, with those of the token's scopes that it still holds. Null once
 * it is disabled or the secret that the token came from is not good any more: a token must not outlive either.
 */
export async function findServiceActor(token: ServiceToken): Promise<ServiceActor | null> {
  const [actor] = await findServiceActors([token]);
  return actor ?? null;
}

/** The same for several tokens, in their order, by one query. */
export async function findServiceActors(tokens: readonly ServiceToken[]): Promise<(ServiceActor | null)[]> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT c.id AS "secretId", sa.id, sa.name, sa.permissions, sa.rank
    FROM client_secret c JOIN service_account sa ON sa.id = c.service_account_id
    WHERE c.id = ANY(${tokens.map(({ secretId }) => secretId)}::uuid[]) AND sa.disabled_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > now())`;
  const bySecret = new Map(rows.map((row) => [row.secretId, row]));
  return tokens.map(({ serviceAccountId, secretId, scopes }) => {
    const row = bySecret.get(secretId);
    if (row?.id !== serviceAccountId) return null;
    const { id, name } = row;
    return { type: 'service_account', serviceAccount: { id, name }, ...serviceRights(row, scopes), key: null };
  });
}
