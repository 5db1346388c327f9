import { allPermissions, isOrganizational, topRank } from './catalogue.ts';
import { covers } from './permission-patterns.ts';

/** What somebody was given: by a role, or (a service account) by itself. */
export type Grant = {
  role: { id: string; name: string } | null;
  rank: number;
  /** Names of permissions, or wildcards over them. */
  permissions: readonly string[];
  since: Date;
  /** It counts before this moment; null: until it is taken. */
  expiresAt: Date | null;
  /** What it gives over organizations counts in this one, the rest of it nowhere; null: it counts everywhere. */
  organizationId: string | null;
};

/** Why nothing of what somebody holds counts at the moment. */
export type Closed = 'not_active' | 'second_factor_overdue';

/** Whose permission is asked about. */
export type DecisionActor = {
  id: string;
  grants: readonly Grant[];
  /** What the credential is limited to; null: it is not. */
  scopes: readonly string[] | null;
  closed: Closed | null;
};

/** What is to be done something to, as far as it matters. */
export type Resource = {
  /** The person that it is about: nobody manages themselves. */
  userId?: string | undefined;
  /** Whose thing it is: what is one's own needs no rank. */
  ownerId?: string | undefined;
  /** The rank of that person, of the thing's owner, or of the role. */
  rank?: number | undefined;
  /** What the act hands out: nobody gives what they do not hold. */
  permissions?: readonly string[] | undefined;
  organizationId?: string | undefined;
  /** Every installation has it as it is: nobody changes it. */
  isFixed?: boolean | undefined;
};

type RoleName = { id: string; name: string } | null;

/** Every reason there is, as `because` answers it (lib/contracts/decisions.ts has the same list). */
export type Because =
  | { reason: 'granted'; role: RoleName; permission: string; expires_at: string | null; organization_id: string | null }
  | { reason: 'own' }
  | { reason: 'outranks'; rank: number; own_rank: number }
  | { reason: 'unknown_permission' }
  | { reason: 'not_active' }
  | { reason: 'second_factor_overdue' }
  | { reason: 'not_granted' }
  | { reason: 'grant_expired'; role: RoleName; permission: string; expired_at: string }
  | { reason: 'other_organization'; role: RoleName; permission: string; organization_id: string }
  | { reason: 'installation_only'; role: RoleName; permission: string; organization_id: string }
  | { reason: 'scope_missing' }
  | { reason: 'system_role' }
  | { reason: 'self' }
  | { reason: 'rank'; rank: number; own_rank: number }
  | { reason: 'not_held'; permissions: string[] };

export type Decision = { allowed: boolean; because: Because[] };

const known: ReadonlySet<string> = new Set(allPermissions);

/** What only shows something asks neither for rank nor for what is handed out. */
const looking: ReadonlySet<string> = new Set(
  allPermissions.filter((permission) => ['read', 'export', 'introspect'].includes(permission.slice(permission.lastIndexOf('.') + 1))),
);

function isExpired({ expiresAt }: Grant, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}

/** Accounts, roles and settings belong to no organization: a role that was given in one says nothing about them. */
function isElsewhere({ organizationId }: Grant, pattern: string, resource: Resource | null): boolean {
  return organizationId !== null && (!isOrganizational(pattern) || organizationId !== resource?.organizationId);
}

/** Whether a rank is enough for another one. Acting as somebody is never open to an equal: their trail would be worth nothing. */
function outranks(ownRank: number, rank: number, permission: string): boolean {
  return rank < ownRank || (ownRank >= topRank && permission !== 'admin.users.impersonate');
}

/** Which grants give the permission, or why none does. */
function judgeGrants({ grants }: DecisionActor, permission: string, resource: Resource | null, now: Date): Decision {
  const granted: Because[] = [];
  const missed: Because[] = [];
  for (const grant of grants) {
    const pattern = grant.permissions.find((held) => covers(held, permission));
    if (pattern === undefined) continue;
    const { role, expiresAt, organizationId } = grant;
    if (expiresAt !== null && isExpired(grant, now))
      missed.push({ reason: 'grant_expired', role, permission: pattern, expired_at: expiresAt.toISOString() });
    else if (organizationId !== null && isElsewhere(grant, permission, resource)) {
      const reason = isOrganizational(permission) ? 'other_organization' : 'installation_only';
      missed.push({ reason, role, permission: pattern, organization_id: organizationId });
    } else
      granted.push({
        reason: 'granted',
        role,
        permission: pattern,
        expires_at: expiresAt?.toISOString() ?? null,
        organization_id: organizationId,
      });
  }
  if (granted.length > 0) return { allowed: true, because: granted };
  return { allowed: false, because: missed.length > 0 ? missed : [{ reason: 'not_granted' }] };
}

/** What of a resource speaks for or against it, once the permission is held. */
function judgeResource(actor: DecisionActor, permission: string, resource: Resource, now: Date): { for: Because[]; against: Because[] } {
  const liveFor = (pattern: string) => actor.grants.filter((grant) => !isExpired(grant, now) && !isElsewhere(grant, pattern, resource));
  const judged: { for: Because[]; against: Because[] } = { for: [], against: [] };
  if (resource.isFixed) judged.against.push({ reason: 'system_role' });
  if (resource.userId === actor.id) judged.against.push({ reason: 'self' });
  if (resource.ownerId === actor.id) judged.for.push({ reason: 'own' });
  else if (resource.rank !== undefined) {
    const ownRank = Math.max(0, ...liveFor(permission).map(({ rank }) => rank));
    const compared = { rank: resource.rank, own_rank: ownRank };
    if (outranks(ownRank, resource.rank, permission)) judged.for.push({ reason: 'outranks', ...compared });
    else judged.against.push({ reason: 'rank', ...compared });
  }
  const missing = (resource.permissions ?? []).filter(
    (wanted) =>
      !liveFor(wanted).some(({ permissions }) => permissions.some((held) => covers(held, wanted))) ||
      (actor.scopes !== null && !actor.scopes.includes(wanted)),
  );
  if (missing.length > 0) judged.against.push({ reason: 'not_held', permissions: missing });
  return judged;
}

/**
 * Whether somebody may do something (to something), and why: the one place that knows. It asks nobody and reads no
 * clock, so whoever enforces, explains or previews gets the same answer from the same facts. A refusal names what stands
 * in the way; while the permission itself is missing, it says nothing about the resource.
 */
export function decide(actor: DecisionActor, permission: string, resource: Resource | null, now: Date): Decision {
  if (!known.has(permission)) return { allowed: false, because: [{ reason: 'unknown_permission' }] };
  if (actor.closed !== null) return { allowed: false, because: [{ reason: actor.closed }] };
  const held = judgeGrants(actor, permission, resource, now);
  if (!held.allowed) return held;
  if (actor.scopes !== null && !actor.scopes.includes(permission)) return { allowed: false, because: [{ reason: 'scope_missing' }] };
  if (resource === null || looking.has(permission)) return held;
  const judged = judgeResource(actor, permission, resource, now);
  if (judged.against.length > 0) return { allowed: false, because: judged.against };
  return { allowed: true, because: [...held.because, ...judged.for] };
}
