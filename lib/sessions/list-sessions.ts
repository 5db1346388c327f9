import type { SessionShape } from '#lib/contracts/shapes.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { countryOf } from '#lib/places/country-of.ts';
import type { Actor, KeyActor } from './actor.ts';
import { describeDevice } from './describe-device.ts';
import { sessionClientContext } from './issue-session.ts';

type ClientFacts = { ip: string | null; userAgent: string | null; reason?: string };

function openClient(dataKey: Uint8Array | null, sessionId: string, sealed: Uint8Array | null): ClientFacts {
  if (!sealed || !dataKey) return { ip: null, userAgent: null };
  return JSON.parse(unseal(dataKey, sealed, sessionClientContext(sessionId)).toString('utf8')) as ClientFacts;
}

/** The actor's live sessions, newest first; at most 100. */
export function listOwnSessions(actor: Actor | KeyActor): Promise<SessionShape[]> {
  return listSessionsOf({ id: actor.user.id, dataKey: actor.dataKey }, actor.type === 'session' ? actor.session.id : null);
}

/** Leaves out those in which an administrator's acting as the user has ended with their own session. */
function isActing(now: Date): Prisma.SessionWhereInput {
  return { OR: [{ impersonatorSessionId: null }, { impersonatorSession: { revokedAt: null, expiresAt: { gt: now } } }] };
}

/** Somebody's live sessions, newest first; at most 100. `currentId` is the session that asks. */
export async function listSessionsOf(owner: { id: string; dataKey: Uint8Array }, currentId: string | null): Promise<SessionShape[]> {
  const now = new Date();
  const rows = await db().session.findMany({
    where: { userId: owner.id, revokedAt: null, expiresAt: { gt: now }, ...isActing(now) },
    orderBy: { createdAt: 'desc' },
    take: 100,
    select: {
      id: true,
      kind: true,
      method: true,
      amr: true,
      createdAt: true,
      lastSeenAt: true,
      expiresAt: true,
      idleSeconds: true,
      clientSealed: true,
    },
  });
  return rows
    .filter((row) => row.idleSeconds === null || row.lastSeenAt.getTime() + row.idleSeconds * 1000 > now.getTime())
    .map((row) => presentSession(row, owner.dataKey, currentId));
}

export type SessionRow = {
  id: string;
  kind: 'browser' | 'api';
  method: string;
  amr: string[];
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  clientSealed: Uint8Array | null;
};

/** A session as the API shows one; without the owner's key nothing is told of where it is. */
export function presentSession(row: SessionRow, dataKey: Uint8Array | null, currentId: string | null): SessionShape {
  const client = openClient(dataKey, row.id, row.clientSealed);
  return {
    id: row.id,
    current: row.id === currentId,
    kind: row.kind,
    method: row.method,
    amr: row.amr,
    created_at: row.createdAt.toISOString(),
    last_seen_at: row.lastSeenAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    ip: client.ip,
    country: countryOf(client.ip),
    device: describeDevice(client.userAgent),
    trusted: false,
    impersonation: client.reason === undefined ? null : { reason: client.reason },
  };
}
