import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import { openKeyDetails } from './key-details.ts';

/** A key as its owner sees it. */
export function presentKey(row: ApiKey, dataKey: Uint8Array): ApiKeyShape {
  const { name, allowedIps } = openKeyDetails(dataKey, row.id, row.detailsSealed);
  return {
    id: row.id,
    name,
    prefix: row.prefix,
    scopes: row.scopes,
    allowed_ips: allowedIps,
    rate_limit: row.rateLimitMax === null ? null : `${row.rateLimitMax}/${row.rateLimitSeconds}s`,
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    rotated_at: row.rotatedAt?.toISOString() ?? null,
  };
}
