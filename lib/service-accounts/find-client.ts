import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { hashSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { ipKey } from '#lib/rate-limit/ip-key.ts';
import { consumeLimit } from '#lib/rate-limit/limiter.ts';
import type { ServiceActor } from '#lib/sessions/actor.ts';
import { noteUse } from '#lib/sessions/note-use.ts';
import { serviceRights } from './find-service-actor.ts';

/** What a service account shows for itself (RFC 6749 §2.3.1). */
export type ClientCredentials = { clientId: string; clientSecret: string };

/** Why credentials do not count, for the trail; `accountId` where they are somebody's. */
export type RefusedClient = { reason: 'invalid_client' | 'disabled'; accountId: string | null };

export type ClientLookup = { ok: true; actor: ServiceActor; secretId: string } | { ok: false; refused: RefusedClient };

type Row = {
  secretId: string;
  accountId: string;
  name: string;
  permissions: string[];
  rank: number;
  disabledAt: Date | null;
  lastUsedAt: Date | null;
};

/** The service account behind its client credentials, right now, with all that it may do. Null: none were sent that can be read. */
export async function findClient(credentials: ClientCredentials | null): Promise<ClientLookup> {
  const hash = credentials && hashSecret('client_secret', credentials.clientSecret);
  const [row] = hash
    ? await db().$queryRaw<Row[]>`
        SELECT c.id AS "secretId", sa.id AS "accountId", sa.name, sa.permissions, sa.rank, sa.disabled_at AS "disabledAt", c.last_used_at AS "lastUsedAt"
        FROM client_secret c JOIN service_account sa ON sa.id = c.service_account_id
        WHERE c.secret_hash = ${hash} AND (c.expires_at IS NULL OR c.expires_at > now())`
    : [];
  if (!row || row.accountId !== credentials?.clientId.toLowerCase())
    return { ok: false, refused: { reason: 'invalid_client', accountId: null } };
  const { secretId, accountId: id, name } = row;
  if (row.disabledAt) return { ok: false, refused: { reason: 'disabled', accountId: id } };
  noteUse({ id: secretId, lastUsedAt: row.lastUsedAt }, (lastUsedAt) =>
    // Only over what was read: of a burst that read the same, one writes.
    db().clientSecret.updateMany({ where: { id: secretId, lastUsedAt: row.lastUsedAt }, data: { lastUsedAt } }),
  );
  const actor: ServiceActor = { type: 'service_account', serviceAccount: { id, name }, ...serviceRights(row, null), key: null };
  return { ok: true, actor, secretId };
}

/**
 * UNAUTHENTICATED, and an event. Only failures are counted as a sign-in's are, per address (then RATE_LIMITED): a service
 * with the right secret must not be shut out by a neighbour with a wrong one, and a secret of 190 random bits is not
 * guessed. What all calls may be, the table says.
 */
export async function refuseClient({ reason, accountId }: RefusedClient, caller: Caller): Promise<never> {
  const verdict = await consumeLimit('login', 'client-token', ipKey(caller.ip));
  if (!verdict.allowed)
    throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: verdict.resetSeconds, details: { retry_after: verdict.resetSeconds } });
  await recordEvent(db(), {
    action: 'client_token.denied',
    result: 'denied',
    reason,
    ...(accountId && { target: { type: 'service_account', id: accountId } }),
    caller,
  });
  throw new ServiceError('UNAUTHENTICATED', { message: 'The client credentials are not valid.' });
}
