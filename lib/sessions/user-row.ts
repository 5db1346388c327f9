import { openPersonalData, type SealedColumns } from '#lib/accounts/personal-data.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { factorRequirement } from '#lib/factors/factor-requirement.ts';
import type { PoliciesOf } from '#lib/pools/read-pools.ts';
import type { Grant } from '#lib/roles/decide.ts';
import { isLiveGrant } from '#lib/roles/find-ranks.ts';
import { memberGrant } from '#lib/roles/member-roles.ts';
import { expandPermissions } from '#lib/roles/permission-patterns.ts';
import { type Actor, type ActorUser, type HeldMembership, heldRoles, requiredSince, type UserActor, type UserStatus } from './actor.ts';

/** A role held, as `grantColumns` read one. */
export type GrantRow = {
  id: string;
  name: string;
  rank: number;
  since: string;
  expires_at: string | null;
  organization_id: string | null;
  permissions: string[];
};

/** A membership, as `membershipsColumn` reads one. */
export type MembershipRow = {
  organization_id: string;
  name: string;
  slug: string;
  status: HeldMembership['status'];
  role: HeldMembership['role'];
  role_since: string;
  since: string;
  factors_required_at: string | null;
};

/** A user as `userColumns` and `userJoins` read one. */
export type UserRow = SealedColumns & {
  wrappedKey: Uint8Array | null;
  encryptionKeyId: string | null;
  grants: GrantRow[] | null;
  memberships: MembershipRow[] | null;
  status: UserStatus;
  factorMethods: string[];
} & Omit<ActorUser, 'email' | 'name' | 'firstName' | 'lastName' | 'phone' | 'status' | 'secondFactorEnabled'>;

/** Of rows `ur` of user_role and `r` of role: the role held, with what it gives. */
export const grantColumns = Prisma.sql`
  json_build_object('id', r.id, 'name', r.name, 'rank', r.rank, 'since', ur.granted_at, 'expires_at', ur.expires_at,
    'organization_id', ur.organization_id, 'permissions',
    (SELECT coalesce(json_agg(rp.permission_name ORDER BY rp.permission_name), '[]'::json) FROM role_permission rp WHERE rp.role_id = r.id))`;

/** Of a row `u` of "user": the organizations they are in, by name. */
export const membershipsColumn = Prisma.sql`
  (SELECT json_agg(json_build_object('organization_id', o.id, 'name', o.name, 'slug', o.slug, 'status', o.status, 'role', m.role,
      'role_since', m.role_since, 'since', m.created_at, 'factors_required_at', o.factors_required_at) ORDER BY o.name, o.id)
    FROM membership m JOIN organization o ON o.id = m.organization_id WHERE m.user_id = u.id) AS memberships`;

/** Of a row `u` of "user": what decides what they may do right now. */
export const standingColumns = Prisma.sql`
  u.id, u.pool, u.status::text AS status, u.created_at AS "createdAt", u.second_factor_required_at AS "secondFactorRequiredAt",
  ARRAY(SELECT f.method::text FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "factorMethods",
  (SELECT json_agg(${grantColumns}) FROM user_role ur JOIN role r ON r.id = ur.role_id WHERE ur.user_id = u.id AND ${isLiveGrant}) AS grants,
  ${membershipsColumn}`;

/** Of a row `u` of "user" and its key `k`: everything about who calls, with the roles and permissions held right now. */
export const userColumns = Prisma.sql`
  ${standingColumns}, u.username, u.email_verified_at AS "emailVerifiedAt", u.phone_verified_at AS "phoneVerifiedAt",
  u.locale, u.timezone, u.avatar_url AS "avatarUrl", u.metadata, u.updated_at AS "updatedAt", u.last_sign_in_at AS "lastSignInAt",
  u.email_sealed AS "emailSealed", u.name_sealed AS "nameSealed", u.first_name_sealed AS "firstNameSealed",
  u.last_name_sealed AS "lastNameSealed", u.phone_sealed AS "phoneSealed",
  k.wrapped_key AS "wrappedKey", k.encryption_key_id AS "encryptionKeyId"`;

/** What somebody may do right now, without anything personal. */
export type Standing = Pick<Actor, 'roles' | 'grants' | 'permissions' | 'rank' | 'scopes' | 'factorRequirement'>;

/** A role held, as decisions see it. */
export function toGrant({ id, name, rank, since, expires_at: expiresAt, organization_id: organizationId, permissions }: GrantRow): Grant {
  return {
    role: { id, name },
    rank,
    permissions,
    since: new Date(since),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    organizationId,
  };
}

/** An organization that somebody is in, as services see it. */
export function toMembership(row: MembershipRow): HeldMembership {
  const since = new Date(row.since);
  const required = row.factors_required_at === null ? null : new Date(row.factors_required_at);
  return {
    organizationId: row.organization_id,
    name: row.name,
    slug: row.slug,
    status: row.status,
    role: row.role,
    since,
    factorsRequiredSince: required && (required > since ? required : since),
  };
}

/** All that somebody holds: roles, and what being in an organization gives. In a suspended one neither counts. */
export function toGrants(roles: readonly GrantRow[] | null, memberships: readonly MembershipRow[] | null): Grant[] {
  const active = (memberships ?? []).filter(({ status }) => status === 'active');
  const isOpen = ({ organizationId }: Grant) => organizationId === null || active.some(({ organization_id: id }) => id === organizationId);
  const given = active.map(({ organization_id: id, role, role_since: since }) => memberGrant(id, role, new Date(since)));
  return [...(roles ?? []).map(toGrant).filter(isOpen), ...given].sort((a, b) => b.rank - a.rank);
}

/** What `standingColumns` read. */
export type StandingRow = Pick<
  UserRow,
  'id' | 'pool' | 'status' | 'createdAt' | 'secondFactorRequiredAt' | 'factorMethods' | 'grants' | 'memberships'
>;

export function standingOf(row: Omit<StandingRow, 'id' | 'status'>, policies: PoliciesOf): Standing {
  const grants = toGrants(row.grants, row.memberships);
  // What is held in one organization only is no right in general, and no claim of a token.
  const general = grants.filter(({ organizationId }) => organizationId === null);
  return {
    roles: general.flatMap(({ role }) => role?.name ?? []),
    grants,
    permissions: expandPermissions(general.flatMap(({ permissions }) => permissions)),
    rank: Math.max(0, ...general.map(({ rank }) => rank)),
    scopes: null,
    factorRequirement: factorRequirement(
      {
        accountSince: row.createdAt,
        roles: heldRoles(grants),
        requiredSince: row.secondFactorRequiredAt,
        organizations: requiredSince((row.memberships ?? []).map(toMembership)),
        methods: row.factorMethods,
      },
      policies(row.pool).factors,
      Date.now(),
    ),
  };
}

/** A user of an opened row, with what they may do right now. */
export function toUserActor(row: UserRow, dataKey: Buffer, policies: PoliciesOf): UserActor {
  const { id, pool, status, username, emailVerifiedAt, phoneVerifiedAt, locale, timezone, avatarUrl, metadata } = row;
  const { createdAt, updatedAt, lastSignInAt, secondFactorRequiredAt, factorMethods } = row;
  return {
    user: {
      ...openPersonalData(dataKey, id, row),
      ...{ id, pool, status, username, emailVerifiedAt, phoneVerifiedAt, locale, timezone, avatarUrl, metadata },
      ...{ createdAt, updatedAt, lastSignInAt, secondFactorRequiredAt, secondFactorEnabled: factorMethods.length > 0 },
    },
    ...standingOf(row, policies),
    memberships: (row.memberships ?? []).map(toMembership),
    dataKey,
  };
}
