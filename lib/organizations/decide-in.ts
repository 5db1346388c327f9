import { isOrganizational } from '#lib/roles/catalogue.ts';
import { type Decision, type DecisionActor, decide, type Resource } from '#lib/roles/decide.ts';

/** What opens the same to those who look after all organizations without being in them. */
function operatorPermission(permission: string): string {
  return permission.endsWith('.read') ? 'admin.organizations.read' : 'admin.organizations.write';
}

/**
 * Whether somebody may do something (to something) in an organization, and why: as who they are there, or as an operator,
 * who may do there whatever there is to do. Enforcement and explanations ask this alike.
 */
export function decideIn(actor: DecisionActor, permission: string, organizationId: string, resource: Resource, now: Date): Decision {
  const there = decide(actor, permission, { ...resource, organizationId }, now);
  if (there.allowed || !isOrganizational(permission)) return there;
  const anywhere = decide(actor, operatorPermission(permission), null, now);
  return anywhere.allowed ? anywhere : there;
}
