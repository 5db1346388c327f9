import { openPersonalData, type SealedColumns } from '#lib/accounts/personal-data.ts';
import { unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { factorRequirement } from '#lib/factors/factor-requirement.ts';
import { decide, type Grant } from '#lib/roles/decide.ts';
import { isLiveGrant } from '#lib/roles/find-ranks.ts';
import { memberGrant } from '#lib/roles/member-roles.ts';
import { expandPermissions } from '#lib/roles/permission-patterns.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import type { Settings } from '#lib/settings/settings.ts';
import {
  type Actor,
  type ActorSession,
  type ActorUser,
  type HeldMembership,
  heldRoles,
  requiredSince,
  type UserActor,
  type UserStatus,
} from './actor.ts';
import { lifetimes } from './lifetimes.ts';

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

export type ActorRow = UserRow & {
  sessionId: string;
  kind: ActorSession['kind'];
  method: string;
  sessionCreatedAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  stepUpAt: Date | null;
  remember: boolean;
  idleSeconds: number | null;
  revokedAt: Date | null;
  impersonator: ImpersonatorRow | null;
};

/** Whoever acts through a session that is another one's, as `impersonatorColumn` reads them; JSON, so moments are texts. */
type ImpersonatorRow = Pick<UserRow, 'id' | 'status' | 'factorMethods' | 'grants' | 'memberships'> & {
  createdAt: string;
  secondFactorRequiredAt: string | null;
  session: { id: string; expiresAt: string; lastSeenAt: string; idleSeconds: number | null; revokedAt: string | null };
};

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

/** Of a row `u` of "user" and its key `k`: everything about who calls, with the roles and permissions held right now. */
export const userColumns = Prisma.sql`
  u.id, u.status::text AS status, u.username, u.email_verified_at AS "emailVerifiedAt", u.phone_verified_at AS "phoneVerifiedAt",
  u.locale, u.timezone, u.avatar_url AS "avatarUrl", u.metadata, u.created_at AS "createdAt", u.updated_at AS "updatedAt",
  u.last_sign_in_at AS "lastSignInAt", u.second_factor_required_at AS "secondFactorRequiredAt",
  ARRAY(SELECT f.method::text FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "factorMethods", u.email_sealed AS "emailSealed", u.name_sealed AS "nameSealed",
  u.first_name_sealed AS "firstNameSealed", u.last_name_sealed AS "lastNameSealed", u.phone_sealed AS "phoneSealed",
  k.wrapped_key AS "wrappedKey", k.encryption_key_id AS "encryptionKeyId",
  (SELECT json_agg(${grantColumns}) FROM user_role ur JOIN role r ON r.id = ur.role_id WHERE ur.user_id = u.id AND ${isLiveGrant}) AS grants,
  ${membershipsColumn}`;

/** Of a row `s` of session: the administrator behind it, as they are right now. Costs nothing where there is none. */
const impersonatorColumn = Prisma.sql`
  CASE WHEN s.impersonator_session_id IS NOT NULL THEN (
    SELECT row_to_json(i) FROM (
      SELECT u.id, u.status::text AS status, u.created_at AS "createdAt", u.second_factor_required_at AS "secondFactorRequiredAt",
        ARRAY(SELECT f.method::text FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "factorMethods",
        (SELECT json_agg(${grantColumns}) FROM user_role ur JOIN role r ON r.id = ur.role_id WHERE ur.user_id = u.id AND ${isLiveGrant}) AS grants,
        ${membershipsColumn},
        json_build_object('id', p.id, 'expiresAt', p.expires_at, 'lastSeenAt', p.last_seen_at, 'idleSeconds', p.idle_seconds,
          'revokedAt', p.revoked_at) AS session
      FROM session p JOIN "user" u ON u.id = p.user_id WHERE p.id = s.impersonator_session_id) i) END AS impersonator`;

/** Session, user, wrapped key, roles and permissions in one round trip: this is what each signed-in request costs. */
function selectActor(where: Prisma.Sql, sessions = Prisma.sql`session`): Prisma.Sql {
  return Prisma.sql`
    SELECT s.id AS "sessionId", s.kind::text AS kind, s.method, s.created_at AS "sessionCreatedAt", s.last_seen_at AS "lastSeenAt",
      s.expires_at AS "expiresAt", s.idle_seconds AS "idleSeconds", s.revoked_at AS "revokedAt", s.step_up_at AS "stepUpAt", s.remember,
      ${impersonatorColumn}, ${userColumns}
    FROM ${sessions} s
    JOIN "user" u ON u.id = s.user_id
    LEFT JOIN vault.data_key k ON k.subject_id = u.id
    WHERE ${where}`;
}

/** Why a session does not count (any more). */
export type SessionFailure = 'unknown' | 'revoked' | 'expired' | 'suspended' | 'impersonation_ended';

export type ActorLookup = { ok: true; actor: Actor } | { ok: false; reason: SessionFailure };

function isExpired(row: Pick<ActorRow, 'expiresAt' | 'lastSeenAt' | 'idleSeconds'>, now: number): boolean {
  if (row.expiresAt.getTime() <= now) return true;
  return row.idleSeconds !== null && row.lastSeenAt.getTime() + row.idleSeconds * 1000 <= now;
}

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

type StandingRow = Pick<UserRow, 'createdAt' | 'secondFactorRequiredAt' | 'factorMethods' | 'grants' | 'memberships'>;

function standingOf(row: StandingRow, policy: Settings['factors']): Standing {
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
      policy,
      Date.now(),
    ),
  };
}

/** A user of an opened row, with what they may do right now. */
export function toUserActor(row: UserRow, dataKey: Buffer, policy: Settings['factors']): UserActor {
  const {
    id,
    status,
    username,
    emailVerifiedAt,
    phoneVerifiedAt,
    locale,
    timezone,
    avatarUrl,
    metadata,
    createdAt,
    updatedAt,
    lastSignInAt,
    secondFactorRequiredAt,
  } = row;
  return {
    user: {
      ...openPersonalData(dataKey, id, row),
      ...{
        id,
        status,
        username,
        emailVerifiedAt,
        phoneVerifiedAt,
        locale,
        timezone,
        avatarUrl,
        metadata,
        createdAt,
        updatedAt,
        lastSignInAt,
        secondFactorRequiredAt,
        secondFactorEnabled: row.factorMethods.length > 0,
      },
    },
    ...standingOf(row, policy),
    memberships: (row.memberships ?? []).map(toMembership),
    dataKey,
  };
}

function toActor(row: ActorRow, wrappedKey: Uint8Array, encryptionKeyId: string, policy: Settings['factors']): Actor {
  return {
    type: 'session',
    ...toUserActor(row, unwrapDataKey(row.id, { wrappedKey, encryptionKeyId }), policy),
    session: {
      id: row.sessionId,
      kind: row.kind,
      method: row.method,
      createdAt: row.sessionCreatedAt,
      lastSeenAt: row.lastSeenAt,
      expiresAt: row.expiresAt,
      stepUpAt: row.stepUpAt,
      remember: row.remember,
    },
    impersonator: row.impersonator && { id: row.impersonator.id, sessionId: row.impersonator.session.id },
  };
}

/**
 * Whether an administrator may still act as somebody: their own session counts, and they could begin it now. It is asked
 * with every request, so it ends with the session, the permission or the rank at once.
 */
function mayImpersonate(by: ImpersonatorRow, row: ActorRow, policy: Settings['factors'], now: number): boolean {
  const { expiresAt, lastSeenAt, idleSeconds, revokedAt } = by.session;
  const isOver = isExpired({ expiresAt: new Date(expiresAt), lastSeenAt: new Date(lastSeenAt), idleSeconds }, now);
  if (revokedAt !== null || isOver || by.status !== 'active') return false;
  const {
    grants,
    scopes,
    factorRequirement: owed,
  } = standingOf(
    {
      ...by,
      createdAt: new Date(by.createdAt),
      secondFactorRequiredAt: by.secondFactorRequiredAt === null ? null : new Date(by.secondFactorRequiredAt),
    },
    policy,
  );
  const closed = owed.status === 'overdue' ? ('second_factor_overdue' as const) : null;
  const about = { userId: row.id, rank: standingOf(row, policy).rank };
  return decide({ id: by.id, grants, scopes, closed }, 'admin.users.impersonate', about, new Date(now)).allowed;
}

/** Why the session of a row does not count, or null where it does. */
function failureOf(row: ActorRow, policy: Settings['factors'], now: number): SessionFailure | null {
  if (row.revokedAt) return 'revoked';
  if (isExpired(row, now)) return 'expired';
  if (row.status !== 'active' || !row.wrappedKey || !row.encryptionKeyId) return 'suspended';
  return row.impersonator && !mayImpersonate(row.impersonator, row, policy, now) ? 'impersonation_ended' : null;
}

/** The query of one session's actor, to be joined with what names the session: `sessionId` is an expression. */
export function selectSessionActor(sessionId: Prisma.Sql): Prisma.Sql {
  return selectActor(Prisma.sql`s.id = ${sessionId}`);
}

/** Whom a row of that query shows, if the session counts. */
export async function readActorRow(row: ActorRow): Promise<ActorLookup> {
  const { factors } = await readSettings();
  const reason = failureOf(row, factors, Date.now());
  if (reason || !row.wrappedKey || !row.encryptionKeyId) return { ok: false, reason: reason ?? 'suspended' };
  return { ok: true, actor: toActor(row, row.wrappedKey, row.encryptionKeyId, factors) };
}

async function lookUp(where: Prisma.Sql, { isUse } = { isUse: true }): Promise<ActorLookup> {
  // The settings are at hand but for once a second, so this is one round trip.
  const [[row]] = await Promise.all([runStatement<ActorRow>(db(), selectActor(where)), readSettings()]);
  if (!row) return { ok: false, reason: 'unknown' };
  const lookup = await readActorRow(row);
  const now = Date.now();
  // It has ended for good: who gets the permission back begins anew, with a reason.
  if (!lookup.ok && lookup.reason === 'impersonation_ended') {
    const ended = { revokedAt: new Date(now), revokedReason: 'impersonation_ended', tokenHash: null };
    await db().session.updateMany({ where: { id: row.sessionId, revokedAt: null }, data: ended });
  }
  if (lookup.ok && isUse && now - row.lastSeenAt.getTime() > lifetimes.lastSeenResolution * 1000) {
    await db().session.updateMany({ where: { id: row.sessionId, revokedAt: null }, data: { lastSeenAt: new Date(now) } });
  }
  return lookup;
}

/** Who an access token's session belongs to, right now. */
export function findActorBySessionId(sessionId: string, userId: string): Promise<ActorLookup> {
  return lookUp(Prisma.sql`s.id = ${sessionId}::uuid AND s.user_id = ${userId}::uuid`);
}

export type LiveSession = Standing & { userId: string; username: string | null; impersonatorId: string | null };

/** Those of these sessions that count right now, by their id, in one query. Being asked about is no use of a session. */
export async function findLiveSessions(sessionIds: readonly string[]): Promise<Map<string, LiveSession>> {
  const [rows, settings] = await Promise.all([
    runStatement<ActorRow>(db(), selectActor(Prisma.sql`s.id = ANY(${[...sessionIds]}::uuid[])`)),
    readSettings(),
  ]);
  const now = Date.now();
  const live = rows.filter((row) => failureOf(row, settings.factors, now) === null);
  return new Map(
    live.map((row) => {
      const who = { userId: row.id, username: row.username, impersonatorId: row.impersonator?.id ?? null };
      return [row.sessionId, { ...who, ...standingOf(row, settings.factors) }] as const;
    }),
  );
}

/** Who a session cookie belongs to, right now. Unless told otherwise that is a use of it, which puts off its idle end. */
export function findActorByCookie(token: string, options?: { isUse: boolean }): Promise<ActorLookup> {
  return lookUp(Prisma.sql`s.token_hash = ${sha256(token)}`, options);
}

/** The query of somebody whose session is written in the same statement; `sessions` is that session as a table. */
export function selectNewActor(sessions: Prisma.Sql): Prisma.Sql {
  return selectActor(Prisma.sql`TRUE`, sessions);
}

/** Somebody who signed in with this row's session, or null when the account is not active any more. */
export async function newActor(row: ActorRow | undefined): Promise<Actor | null> {
  if (row?.status !== 'active' || !row.wrappedKey || !row.encryptionKeyId) return null;
  const { factors } = await readSettings();
  const actor = toActor(row, row.wrappedKey, row.encryptionKeyId, factors);
  // The query saw the user as they were before this sign-in.
  return { ...actor, user: { ...actor.user, lastSignInAt: row.sessionCreatedAt } };
}
