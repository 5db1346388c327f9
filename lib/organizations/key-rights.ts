import { type DecisionActor, decide } from '#lib/roles/decide.ts';
import type { OrganizationActor } from '#lib/sessions/actor.ts';

/** Those of a key's scopes that count at this moment: what whoever made it may do in the organization themselves. */
export function openScopes(maker: DecisionActor | undefined, organizationId: string, scopes: readonly string[], now: Date): string[] {
  return maker ? scopes.filter((scope) => decide(maker, scope, { organizationId }, now).allowed) : [];
}

/**
 * What a key of an organization may do right now, or null where that is nothing (any more). It counts there alone, with the
 * rank that its maker has there.
 */
export function keyRights(maker: DecisionActor | undefined, organizationId: string, scopes: readonly string[], now: Date) {
  const permissions = openScopes(maker, organizationId, scopes, now);
  if (!maker || permissions.length === 0) return null;
  const there = maker.grants.filter((grant) => grant.organizationId === null || grant.organizationId === organizationId);
  const rank = Math.max(0, ...there.map((grant) => grant.rank));
  return {
    roles: [],
    permissions: [],
    rank: 0,
    grants: [{ role: null, rank, permissions, since: new Date(0), expiresAt: null, organizationId }],
    scopes,
  } satisfies Partial<OrganizationActor>;
}
