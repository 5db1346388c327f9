import type { ApplicationShape } from '#lib/contracts/applications.ts';
import type { Application } from '#lib/db/generated/client.ts';

/** An application as the API shows it. */
export function presentApplication(row: Application): ApplicationShape {
  const { id, name, description, allowedOrigins, enabled, pool, version, createdAt, updatedAt } = row;
  return {
    id,
    name,
    description,
    allowed_origins: allowedOrigins,
    enabled,
    pool,
    version,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}
