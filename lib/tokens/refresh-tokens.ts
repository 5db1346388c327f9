import { createHmac } from 'node:crypto';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { derivedKey } from '#lib/crypto/data-keys.ts';
import { equalBytes, sha256 } from '#lib/crypto/hash.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import { findActorBySessionId } from '#lib/sessions/find-actor.ts';
import { lifetimes, secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts';
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
  const key = await derivedKey('refresh-successor');
  return createHmac('sha256', key).update(token).digest('base64url');
}

/** The grace is for the client that used the token, not for whoever copied it. */
function clientHash(caller: Caller): Uint8Array<ArrayBuffer> {
  return sha256(caller.userAgent ?? '');
}

type Presented = {
  id: string;
  sessionId: string;
  expiresAt: Date;
  usedAt: Date | null;
  usedByHash: Uint8Array | null;
  session: { userId: string; remember: boolean; revokedAt: Date | null; expiresAt: Date };
};

function findPresented(token: string): Promise<Presented | null> {
  return db().refreshToken.findUnique({
    where: { tokenHash: sha256(token) },
    select: {
      id: true,
      sessionId: true,
      expiresAt: true,
      usedAt: true,
      usedByHash: true,
      session: { select: { userId: true, remember: true, revokedAt: true, expiresAt: true } },
    },
  });
}

async function endReusedSession(presented: Presented, caller: Caller): Promise<never> {
  const { userId } = presented.session;
  await inTransaction(async (transaction) => {
    await revokeSessions(transaction, { userId, id: presented.sessionId }, 'refresh_token_reused');
    await recordEvent(transaction, {
      action: 'refresh_token.reused',
      result: 'denied',
      subjectId: userId,
      target: { type: 'session', id: presented.sessionId },
      caller,
    });
  });
  throw new ServiceError('TOKEN_REVOKED');
}

type Refusal = { code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_REVOKED'; reason: 'unknown' | 'expired' | 'revoked' };

async function refuse({ code, reason }: Refusal, presented: Presented | null, caller: Caller): Promise<never> {
  const about = presented && { subjectId: presented.session.userId, target: { type: 'session', id: presented.sessionId } };
  await recordEvent(db(), { action: 'session.refreshed', result: 'denied', reason, ...about, caller });
  throw new ServiceError(code);
}

/** Marks the token used and stores its successor, as one conditional update; false when another request was first. */
function rotate(presented: Presented, successor: string, livesSeconds: number, caller: Caller): Promise<boolean> {
  const usedByHash = clientHash(caller);
  return inTransaction(async (transaction) => {
    const used = await transaction.refreshToken.updateMany({
      where: { id: presented.id, usedAt: null, session: { revokedAt: null } },
      data: { usedAt: new Date(), usedByHash },
    });
    if (used.count === 0) return false;
    await transaction.refreshToken.create({
      data: { id: uuidv7(), sessionId: presented.sessionId, tokenHash: sha256(successor), expiresAt: secondsFromNow(livesSeconds) },
      select: { id: true },
    });
    await transaction.session.update({ where: { id: presented.sessionId }, data: { lastSeenAt: new Date() }, select: { id: true } });
    const { userId } = presented.session;
    await recordEvent(transaction, {
      action: 'session.refreshed',
      result: 'success',
      actorId: userId,
      subjectId: userId,
      target: { type: 'session', id: presented.sessionId },
      caller,
    });
    return true;
  });
}

function isWithinGrace(presented: Presented, caller: Caller): boolean {
  const { usedAt, usedByHash } = presented;
  if (!usedAt || !usedByHash || !equalBytes(usedByHash, clientHash(caller))) return false;
  return Date.now() - usedAt.getTime() <= lifetimes.refreshGrace * 1000;
}

/**
 * Exchanges a refresh token for a new pair (RFC 9700 §4.14.2, rotation with reuse detection).
 * UNAUTHENTICATED for an unknown token, TOKEN_EXPIRED, TOKEN_REVOKED; a replay outside the grace ends the session.
 */
export async function refreshTokens(token: string, caller: Caller): Promise<TokenPair> {
  let presented = await findPresented(token);
  if (!presented) return refuse({ code: 'UNAUTHENTICATED', reason: 'unknown' }, null, caller);
  if (presented.session.revokedAt) return refuse({ code: 'TOKEN_REVOKED', reason: 'revoked' }, presented, caller);
  const now = Date.now();
  if (presented.expiresAt.getTime() <= now || presented.session.expiresAt.getTime() <= now)
    return refuse({ code: 'TOKEN_EXPIRED', reason: 'expired' }, presented, caller);

  const successor = await successorOf(token);
  const livesSeconds = presented.session.remember ? lifetimes.refreshTokenRemembered : lifetimes.refreshToken;
  if (presented.usedAt || !(await rotate(presented, successor, livesSeconds, caller))) {
    // Somebody used it already: the same client a moment ago (a lost answer, a second tab), or a thief.
    presented = await findPresented(token);
    if (!presented || presented.session.revokedAt) return refuse({ code: 'TOKEN_REVOKED', reason: 'revoked' }, presented, caller);
    if (!isWithinGrace(presented, caller)) return endReusedSession(presented, caller);
  }
  const lookup = await findActorBySessionId(presented.sessionId, presented.session.userId);
  if (!lookup.ok) return refuse({ code: 'TOKEN_REVOKED', reason: 'revoked' }, presented, caller);
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
