import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import type { Resource } from '#lib/roles/decide.ts';
import { decisionActor, isAllowed } from '#lib/roles/decide-for.ts';
import { type DenialTarget, recordDenial } from '#lib/roles/record-denial.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import type { HeldMembership, Principal } from '#lib/sessions/actor.ts';
import { decideIn } from './decide-in.ts';

/** What somebody is in an organization, or null. */
export function membershipOf(principal: Principal, organizationId: string): HeldMembership | null {
  if (!('user' in principal)) return null;
  return principal.memberships.find((each) => each.organizationId === organizationId) ?? null;
}

/** Whether the principal may do it in this organization: as a member, or as an operator. */
export function isAllowedIn(principal: Principal, permission: Permission, organizationId: string, resource: Resource = {}): boolean {
  return decideIn(decisionActor(principal), permission, organizationId, resource, new Date()).allowed;
}

/** Whether somebody may know that this organization is there. */
function mayKnow(principal: Principal, organizationId: string): boolean {
  const isThere = principal.grants.some((grant) => grant.organizationId === organizationId);
  return isThere || membershipOf(principal, organizationId) !== null || isAllowed(principal, 'admin.organizations.read');
}

/**
 * Lets somebody go on who may do it in this organization, or throws: NOT_FOUND for whoever has nothing to do with it, the
 * same as for one that does not exist; FORBIDDEN with the reasons, and an event, for the others.
 */
export async function requireAllowedIn(
  principal: Principal,
  permission: Permission,
  organizationId: string,
  { caller, resource = {}, target }: { caller: Caller; resource?: Resource; target?: DenialTarget },
): Promise<void> {
  if (isAllowedIn(principal, permission, organizationId, resource)) return;
  if (!mayKnow(principal, organizationId)) throw new ServiceError('NOT_FOUND');
  const about = target ?? { type: 'organization', id: organizationId };
  if (membershipOf(principal, organizationId)?.status === 'suspended') {
    await recordDenial(principal, 'organization_suspended', caller, about);
    throw new ServiceError('FORBIDDEN', { message: 'This organization is suspended.', details: { reason: 'organization_suspended' } });
  }
  await requireAllowed(principal, permission, { ...resource, organizationId }, { caller, target: about });
}
