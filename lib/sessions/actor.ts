import type { PersonalData } from '#lib/accounts/personal-data.ts';
import type { PrincipalType } from '#lib/audit/caller.ts';
import type { FactorRequirement } from '#lib/factors/factor-requirement.ts';
import type { Grant } from '#lib/roles/decide.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';

export type UserStatus = 'pending' | 'active' | 'suspended' | 'deletion_scheduled' | 'erased';

/** A user as the services see one: opened, with what the roles held right now add up to. */
export type ActorUser = PersonalData & {
  id: string;
  pool: string;
  status: UserStatus;
  username: string | null;
  emailVerifiedAt: Date | null;
  phoneVerifiedAt: Date | null;
  locale: string;
  timezone: string;
  avatarUrl: string | null;
  metadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  lastSignInAt: Date | null;
  secondFactorEnabled: boolean;
  /** Since then an administrator has required one; null: nobody did. */
  secondFactorRequiredAt: Date | null;
};

export type ActorSession = {
  id: string;
  kind: 'browser' | 'api';
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  stepUpAt: Date | null;
  /** It outlives the browser's window. */
  remember: boolean;
};

/** An organization that somebody is in, and what they are there. */
export type HeldMembership = {
  organizationId: string;
  name: string;
  slug: string;
  /** Of a suspended one nothing counts. */
  status: 'active' | 'suspended';
  role: MemberRoleName;
  since: Date;
  /** Since when it has asked this member for a second factor; null: it does not. */
  factorsRequiredSince: Date | null;
};

/** What a caller may do. Read at each request, so that a change of roles, scopes or permissions counts at once. */
type Rights = {
  /** Names of the roles held; a service account holds none. */
  roles: string[];
  /** What that adds up to, wildcards written out: for lists and tokens. Whether something is allowed, `decide` says. */
  permissions: string[];
  /** The highest rank of the roles held, or a service account's own. */
  rank: number;
  /** Where all that comes from, the highest rank first. */
  grants: Grant[];
  /** What the key or token is limited to; null: it is not. */
  scopes: readonly string[] | null;
};

/** A user, whichever way they call: all that a service may know where a key is let in. */
export type UserActor = Rights & {
  user: ActorUser;
  /** By name. */
  memberships: HeldMembership[];
  /** What the policy says about a second factor of theirs, right now. */
  factorRequirement: FactorRequirement;
  /** The user's data key, to open and seal personal fields in the same request. */
  dataKey: Buffer;
};

/** An administrator who acts as somebody else, and the session of their own from which they do. */
export type Impersonator = { id: string; sessionId: string };

/** Somebody who is signed in; with an `impersonator` it is not them who sits there. */
export type Actor = UserActor & { type: 'session'; session: ActorSession; impersonator: Impersonator | null };

/** The API key a request came with, as far as it matters after it was accepted. */
export type CallingKey = {
  id: string;
  scopes: readonly string[];
  /** A limit of this key alone; null: its owner's. */
  limit: { max: number; windowSeconds: number } | null;
};

/** A user's API key. `permissions` are those of its scopes that the user holds right now. */
export type KeyActor = UserActor & { type: 'api_key'; key: CallingKey };

/**
 * A service account, by an API key of its own (`key`) or by an access token from its client credentials. `permissions`
 * are those of the key's or token's scopes that the account holds right now.
 */
export type ServiceActor = Rights & { type: 'service_account'; serviceAccount: { id: string; name: string }; key: CallingKey | null };

/**
 * An organization, by an API key of its own. What it may do is bound to the organization: those of the key's scopes that
 * whoever made the key may do there right now.
 */
export type OrganizationActor = Rights & { type: 'organization'; organization: { id: string; name: string }; key: CallingKey };

/**
 * Whoever a credential stands for. An endpoint gets the narrowest of these types that its contract allows, so that a
 * service cannot ask for a session where there may be none.
 */
export type Principal = Actor | KeyActor | ServiceActor | OrganizationActor;

/** The roles behind some grants, with since when they are held. */
export function heldRoles(grants: readonly Grant[]): { name: string; since: Date }[] {
  return grants.flatMap(({ role, since }) => (role ? [{ name: role.name, since }] : []));
}

/** Since when each of these organizations has asked for a second factor. */
export function requiredSince(memberships: readonly HeldMembership[]): Date[] {
  return memberships.flatMap(({ status, factorsRequiredSince }) =>
    status === 'active' && factorsRequiredSince ? [factorsRequiredSince] : [],
  );
}

/** What the caller is counted as, and named in the trail as. */
export function principalType({ type }: Principal): PrincipalType {
  return type === 'service_account' || type === 'organization' ? type : 'user';
}

/** The id under which the caller is counted, and named in the trail: the user's, the service account's or the organization's. */
export function principalId(principal: Principal): string {
  if (principal.type === 'service_account') return principal.serviceAccount.id;
  return principal.type === 'organization' ? principal.organization.id : principal.user.id;
}

/** The key a request came with, or null. */
export function callingKey(principal: Principal): CallingKey | null {
  return principal.type === 'session' ? null : principal.key;
}
