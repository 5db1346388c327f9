import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';
import { allPermissions } from '#lib/roles/catalogue.ts';
import type { Resource } from '#lib/roles/decide.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { recordDenial } from '#lib/roles/record-denial.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/**
 * FORBIDDEN, and an event, for a scope that is a permission which whoever makes the key does not hold, or does not hold
 * where it would count. What of it counts is asked again at each use.
 */
export async function requireHeldScopes(
  actor: Actor,
  scopes: readonly string[],
  caller: Caller,
  where: Pick<Resource, 'organizationId'> | null = null,
): Promise<void> {
  const missing = allPermissions.find((permission) => scopes.includes(permission) && !isAllowed(actor, permission, where));
  if (missing === undefined) return;
  await recordDenial(actor, missing, caller);
  const message = `A key cannot have the scope ${missing}: you do not hold this permission.`;
  throw new ServiceError('FORBIDDEN', {
    message,
    details: { permission: missing, fields: [{ path: 'scopes', code: 'not_held', message }] },
  });
}
