import { unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { type PoliciesOf, readPoliciesOf } from '#lib/pools/read-pools.ts';
import { decide } from '#lib/roles/decide.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import type { Actor, ActorSession } from './actor.ts';
import { closeImpersonation } from './close-impersonations.ts';
import { lifetimes } from './lifetimes.ts';
import { type Standing, type StandingRow, standingColumns, standingOf, toUserActor, type UserRow, userColumns } from './user-row.ts';

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
type ImpersonatorRow = Omit<StandingRow, 'createdAt' | 'secondFactorRequiredAt'> & {
  createdAt: string;
  secondFactorRequiredAt: string | null;
  session: { id: string; expiresAt: string; lastSeenAt: string; idleSeconds: number | null; revokedAt: string | null };
};

/** Of a row `s` of session: the administrator behind it, as they are right now. Costs nothing where there is none. */
const impersonatorColumn = Prisma.sql`
  CASE WHEN s.impersonator_session_id IS NOT NULL THEN (
    SELECT row_to_json(i) FROM (
      SELECT ${standingColumns},
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

function toActor(row: ActorRow, wrappedKey: Uint8Array, encryptionKeyId: string, policies: PoliciesOf): Actor {
  return {
    type: 'session',
    ...toUserActor(row, unwrapDataKey(row.id, { wrappedKey, encryptionKeyId }), policies),
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
function mayImpersonate(by: ImpersonatorRow, row: ActorRow, policies: PoliciesOf, now: number): boolean {
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
    policies,
  );
  const closed = owed.status === 'overdue' ? ('second_factor_overdue' as const) : null;
  const about = { userId: row.id, rank: standingOf(row, policies).rank };
  return decide({ id: by.id, grants, scopes, closed }, 'admin.users.impersonate', about, new Date(now)).allowed;
}

/** Why the session of a row does not count, or null where it does. */
function failureOf(row: ActorRow, policies: PoliciesOf, now: number): SessionFailure | null {
  if (row.revokedAt) return 'revoked';
  if (isExpired(row, now)) return 'expired';
  if (row.status !== 'active' || !row.wrappedKey || !row.encryptionKeyId) return 'suspended';
  return row.impersonator && !mayImpersonate(row.impersonator, row, policies, now) ? 'impersonation_ended' : null;
}

/** The query of one session's actor, to be joined with what names the session: `sessionId` is an expression. */
export function selectSessionActor(sessionId: Prisma.Sql): Prisma.Sql {
  return selectActor(Prisma.sql`s.id = ${sessionId}`);
}

/** The policies that judge the users of these sessions, and whoever acts as them. */
function policiesAbout(rows: readonly ActorRow[]): Promise<PoliciesOf> {
  return readPoliciesOf(rows.flatMap(({ pool, impersonator }) => [pool, ...(impersonator ? [impersonator.pool] : [])]));
}

/** Whom a row of that query shows, if the session counts. */
export async function readActorRow(row: ActorRow): Promise<ActorLookup> {
  const policies = await policiesAbout([row]);
  const reason = failureOf(row, policies, Date.now());
  if (reason || !row.wrappedKey || !row.encryptionKeyId) return { ok: false, reason: reason ?? 'suspended' };
  return { ok: true, actor: toActor(row, row.wrappedKey, row.encryptionKeyId, policies) };
}

async function lookUp(where: Prisma.Sql, { isUse } = { isUse: true }): Promise<ActorLookup> {
  // The settings are at hand but for once a second, so this is one round trip.
  const [[row]] = await Promise.all([runStatement<ActorRow>(db(), selectActor(where)), readSettings()]);
  if (!row) return { ok: false, reason: 'unknown' };
  const lookup = await readActorRow(row);
  const now = Date.now();
  // It has ended for good: who gets the permission back begins anew, with a reason.
  if (!lookup.ok && lookup.reason === 'impersonation_ended' && row.impersonator)
    await closeImpersonation({ id: row.sessionId, userId: row.id, impersonatorId: row.impersonator.id }, 'not_allowed');
  if (lookup.ok && isUse && now - row.lastSeenAt.getTime() > lifetimes.lastSeenResolution * 1000) {
    await db().session.updateMany({ where: { id: row.sessionId, revokedAt: null }, data: { lastSeenAt: new Date(now) } });
  }
  return lookup;
}

/** Who an access token's session belongs to, right now. */
export function findActorBySessionId(sessionId: string, userId: string): Promise<ActorLookup> {
  return lookUp(Prisma.sql`s.id = ${sessionId}::uuid AND s.user_id = ${userId}::uuid`);
}

export type LiveSession = Standing & { userId: string; pool: string; username: string | null; impersonatorId: string | null };

/** Those of these sessions that count right now, by their id, in one query. Being asked about is no use of a session. */
export async function findLiveSessions(sessionIds: readonly string[]): Promise<Map<string, LiveSession>> {
  const rows = await runStatement<ActorRow>(db(), selectActor(Prisma.sql`s.id = ANY(${[...sessionIds]}::uuid[])`));
  const policies = await policiesAbout(rows);
  const now = Date.now();
  const live = rows.filter((row) => failureOf(row, policies, now) === null);
  return new Map(
    live.map((row) => {
      const who = { userId: row.id, pool: row.pool, username: row.username, impersonatorId: row.impersonator?.id ?? null };
      return [row.sessionId, { ...who, ...standingOf(row, policies) }] as const;
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
  const actor = toActor(row, row.wrappedKey, row.encryptionKeyId, await policiesAbout([row]));
  // The query saw the user as they were before this sign-in.
  return { ...actor, user: { ...actor.user, lastSignInAt: row.sessionCreatedAt } };
}
