import type { Caller } from '#lib/audit/caller.ts';
import { eventStatement, recordEvent } from '#lib/audit/record-event.ts';
import { derivedKey } from '#lib/crypto/data-keys.ts';
import { hmacSha256, sha256 } from '#lib/crypto/hash.ts';
import { db, inTransaction, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { writeTogether, written } from '#lib/db/write-together.ts';
import { ServiceError } from '#lib/errors.ts';
import { identified } from '#lib/roles/record-denial.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type ActorRow, readActorRow, selectSessionActor } from '#lib/sessions/find-actor.ts';
import { lifetimes, secondsFromNow, sessionLifetimes } from '#lib/sessions/lifetimes.ts';
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { claimsOf, signAccessToken } from './access-token.ts';

export type TokenPair = {
  token_type: 'Bearer';
  access_token: string;
  expires_in: number;
  refresh_token: string;
  refresh_expires_in: number;
  session_id: string;
};

/**
 * The successor is a keyed hash of its predecessor (HMAC-SHA-256 under a key only the server has). So the same
 * token presented twice within the grace gives the same successor, on every instance, without storing a secret.
 */
async function successorOf(token: string): Promise<string> {
  return Buffer.from(hmacSha256(await derivedKey('refresh-successor'), token)).toString('base64url');
}

/** The grace is for the client that used the token, not for whoever copied it. */
function clientHash(caller: Caller): Uint8Array<ArrayBuffer> {
  return sha256(caller.userAgent ?? '');
}

/** A token that somebody presents, with the session it belongs to and whose that is. */
type Presented = ActorRow & {
  tokenId: string;
  tokenExpiresAt: Date;
  /** Used before by anybody; by this client within the grace; and its successor as well. */
  isUsed: boolean;
  isInGrace: boolean;
  isSuccessorUsed: boolean;
};

/** True for a used token as long as its user gets the same successor again. By the database's clock, which all instances share. */
function withinGrace(usedAt: Prisma.Sql, usedByHash: Prisma.Sql, caller: Caller): Prisma.Sql {
  const isFresh = Prisma.sql`${usedAt} > now() - make_interval(secs => ${lifetimes.refreshGrace}::int)`;
  return Prisma.sql`coalesce(${usedByHash} = ${clientHash(caller)}::bytea AND ${isFresh}, FALSE)`;
}

/** Token, session, user and roles in one round trip. */
async function findPresented(token: string, successor: string, caller: Caller): Promise<Presented | null> {
  const rows = await Promise.all([
    runStatement<Presented>(
      db(),
      Prisma.sql`
      WITH presented AS (
        SELECT r.id AS "tokenId", r.session_id, r.expires_at AS "tokenExpiresAt", r.used_at IS NOT NULL AS "isUsed",
          ${withinGrace(Prisma.sql`r.used_at`, Prisma.sql`r.used_by_hash`, caller)} AS "isInGrace",
          EXISTS (SELECT 1 FROM refresh_token n WHERE n.token_hash = ${sha256(successor)}::bytea AND n.used_at IS NOT NULL) AS "isSuccessorUsed"
        FROM refresh_token r WHERE r.token_hash = ${sha256(token)}::bytea)
      SELECT presented.*, actor.* FROM presented, LATERAL (${selectSessionActor(Prisma.sql`presented.session_id`)}) actor`,
    ),
    // At hand but for once a second; asked for at the same time.
    readSettings(),
  ]);
  return rows[0][0] ?? null;
}

async function endReusedSession(presented: Presented, caller: Caller): Promise<never> {
  const { id: userId, sessionId } = presented;
  await inTransaction(async (transaction) => {
    await revokeSessions(transaction, { userId, id: sessionId }, 'refresh_token_reused');
    await recordEvent(transaction, {
      action: 'refresh_token.reused',
      result: 'denied',
      subjectId: userId,
      target: { type: 'session', id: sessionId },
      caller,
    });
  });
  throw new ServiceError('TOKEN_REVOKED');
}

type Refusal = { code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_REVOKED'; reason: 'unknown' | 'expired' | 'revoked' };

const expired: Refusal = { code: 'TOKEN_EXPIRED', reason: 'expired' };
const revoked: Refusal = { code: 'TOKEN_REVOKED', reason: 'revoked' };

async function refuse({ code, reason }: Refusal, presented: Presented | null, caller: Caller): Promise<never> {
  const about = presented && { subjectId: presented.id, target: { type: 'session', id: presented.sessionId } };
  await recordEvent(db(), { action: 'session.refreshed', result: 'denied', reason, ...about, caller });
  throw new ServiceError(code);
}

/** How long the next refresh token lives. Acting as somebody ends when it was to end: no exchange prolongs it. */
async function secretSeconds({ remember, impersonator, expiresAt }: Presented): Promise<number> {
  const { secret } = sessionLifetimes((await readSettings()).sessions, { kind: 'api', remember });
  return impersonator ? Math.min(secret, Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1000))) : secret;
}

type Rotation = { presented: Presented; actor: Actor; successor: string; livesSeconds: number; caller: Caller };

/**
 * Marks the token used, stores its successor and writes the event, as one statement. Of two at once the second waits
 * for the first one's row and reads who used it: `isOurs` also for the same client. Null when the session has just ended.
 */
async function rotate({ presented, actor, successor, livesSeconds, caller }: Rotation): Promise<{ isOurs: boolean } | null> {
  const { tokenId, sessionId, id: userId } = presented;
  const [used, stored] = [written(0), written(1)];
  const isFirst = Prisma.sql`EXISTS (SELECT 1 FROM ${stored})`;
  const event = await eventStatement(
    db(),
    {
      action: 'session.refreshed',
      result: 'success',
      actorId: userId,
      subjectId: userId,
      subjectKey: actor.dataKey,
      target: { type: 'session', id: sessionId },
      caller: identified(caller, actor),
    },
    isFirst,
  );
  const [row] = await writeTogether<{ isOurs: boolean }>(
    db(),
    [
      {
        statement: Prisma.sql`
          UPDATE refresh_token SET used_at = coalesce(used_at, now()),
            used_by_hash = CASE WHEN used_at IS NULL THEN ${clientHash(caller)}::bytea ELSE used_by_hash END
          WHERE id = ${tokenId}::uuid AND EXISTS (SELECT 1 FROM session WHERE id = ${sessionId}::uuid AND revoked_at IS NULL)`,
        returning: Prisma.sql`${withinGrace(Prisma.sql`used_at`, Prisma.sql`used_by_hash`, caller)} AS is_ours`,
      },
      Prisma.sql`
        INSERT INTO refresh_token (id, session_id, token_hash, expires_at)
        SELECT ${uuidv7()}::uuid, session_id, ${sha256(successor)}::bytea, ${secondsFromNow(livesSeconds)}::timestamptz FROM ${used} WHERE is_ours
        ON CONFLICT (token_hash) DO NOTHING`,
      Prisma.sql`UPDATE session SET last_seen_at = now() WHERE id = ${sessionId}::uuid AND ${isFirst}`,
      event,
    ],
    Prisma.sql`SELECT is_ours AS "isOurs" FROM ${used}`,
  );
  return row ?? null;
}

/**
 * Exchanges a refresh token for a new pair (RFC 9700 §4.14.2, rotation with reuse detection), in two round trips.
 * UNAUTHENTICATED for an unknown token, TOKEN_EXPIRED, TOKEN_REVOKED; a replay outside the grace ends the session.
 */
export async function refreshTokens(token: string, caller: Caller): Promise<TokenPair> {
  const successor = await successorOf(token);
  const presented = await findPresented(token, successor, caller);
  if (!presented) return refuse({ code: 'UNAUTHENTICATED', reason: 'unknown' }, null, caller);
  const lookup = await readActorRow(presented);
  if (!lookup.ok) return refuse(lookup.reason === 'expired' ? expired : revoked, presented, caller);
  if (presented.tokenExpiresAt.getTime() <= Date.now()) return refuse(expired, presented, caller);
  const livesSeconds = await secretSeconds(presented);
  if (presented.isUsed) {
    if (!presented.isInGrace) return endReusedSession(presented, caller);
    // A late second tab, when the first one is two exchanges ahead already: what it would get is used up by now.
    if (presented.isSuccessorUsed) return refreshTokens(successor, caller);
  } else {
    const rotated = await rotate({ presented, actor: lookup.actor, successor, livesSeconds, caller });
    if (!rotated) return refuse(revoked, presented, caller);
    if (!rotated.isOurs) return endReusedSession(presented, caller);
  }
  const access = await signAccessToken(claimsOf(lookup.actor));
  return {
    token_type: 'Bearer',
    access_token: access.token,
    expires_in: access.expiresInSeconds,
    refresh_token: successor,
    refresh_expires_in: livesSeconds,
    session_id: presented.sessionId,
  };
}
