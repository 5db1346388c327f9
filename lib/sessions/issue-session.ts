import type { Caller } from '#lib/audit/caller.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { seal } from '#lib/crypto/seal.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { countryOf } from '#lib/places/country-of.ts';
import type { Settings } from '#lib/settings/settings.ts';
import { secondsFromNow, sessionLifetimes } from './lifetimes.ts';

export type SessionRequest = {
  userId: string;
  dataKey: Uint8Array;
  kind: 'browser' | 'api';
  method: string;
  amr: readonly string[];
  remember: boolean;
  /** Everything the user has to prove was proved now: counts as a fresh step-up. Not so with a trusted device. */
  isStrong: boolean;
  caller: Caller;
  /** How long sessions live (settings). */
  policy: Settings['sessions'];
  /** Set by next-auth, which makes the cookie's token itself; otherwise one is made here. */
  cookieToken?: string;
  /** Set where an administrator acts as the user: from which session of theirs, why, and for how many seconds at most. */
  impersonation?: { sessionId: string; reason: string; seconds: number };
};

export type IssuedSession = {
  id: string;
  /** The secret that leaves the server once: a cookie's token or a refresh token. */
  secret: string;
  expiresAt: Date;
  secretLivesSeconds: number;
};

/** Where a session's sealed client facts belong: their AAD. */
export function sessionClientContext(sessionId: string): string {
  return `session.client:${sessionId}`;
}

/** How long it and its secret live. Acting as somebody ends by itself, whatever the settings say. */
function livesOf({ policy, kind, remember, impersonation }: SessionRequest): ReturnType<typeof sessionLifetimes> {
  const lives = sessionLifetimes(policy, { kind, remember });
  if (!impersonation) return lives;
  const { seconds } = impersonation;
  return { secret: Math.min(lives.secret, seconds), session: Math.min(lives.session, seconds), idle: null };
}

/** The only place that creates sessions: what to write, for `writeTogether`. Called by `completeSignIn` alone. */
export function issueSession(request: SessionRequest): { session: IssuedSession; statements: Prisma.Sql[] } {
  const id = uuidv7();
  const secret = request.cookieToken ?? randomToken();
  const { impersonation } = request;
  const lives = livesOf(request);
  const expiresAt = secondsFromNow(lives.session);
  const client = JSON.stringify({ ip: request.caller.ip, userAgent: request.caller.userAgent, reason: impersonation?.reason });
  const clientSealed = seal(request.dataKey, client, sessionClientContext(id));
  const tokenHash = request.kind === 'browser' ? sha256(secret) : null;
  const statements = [
    Prisma.sql`
      INSERT INTO session (id, user_id, kind, token_hash, method, amr, remember, client_sealed, idle_seconds, expires_at, step_up_at, impersonator_session_id, country)
      VALUES (${id}::uuid, ${request.userId}::uuid, ${request.kind}::session_kind, ${tokenHash}::bytea, ${request.method}, ${[...request.amr]}::text[],
        ${request.remember}, ${clientSealed}::bytea, ${lives.idle}::int, ${expiresAt}::timestamptz,
        ${request.isStrong ? new Date() : null}::timestamptz, ${impersonation?.sessionId ?? null}::uuid, ${countryOf(request.caller.ip)}::char(2))`,
  ];
  if (request.kind === 'api') {
    statements.push(Prisma.sql`
      INSERT INTO refresh_token (id, session_id, token_hash, expires_at)
      VALUES (${uuidv7()}::uuid, ${id}::uuid, ${sha256(secret)}::bytea, ${secondsFromNow(lives.secret)}::timestamptz)`);
  }
  return { session: { id, secret, expiresAt, secretLivesSeconds: lives.secret }, statements };
}
