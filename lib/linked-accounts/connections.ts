import { removeWayIn } from '#lib/accounts/ways-in.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { ConnectionShape } from '#lib/contracts/connections.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import type { Actor, UserActor } from '#lib/sessions/actor.ts';
import { linkEmailContext } from './create-link.ts';
import { nameProvider } from './name-provider.ts';
import { linkKey, type ProviderIdentity } from './provider-identity.ts';

/** The identities at providers that the actor can sign in with, oldest first. */
export async function listConnections(actor: Pick<UserActor, 'user' | 'dataKey'>): Promise<ConnectionShape[]> {
  const rows = await db().account.findMany({
    where: { userId: actor.user.id },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 100,
  });
  return rows.map(({ id, provider, emailSealed, createdAt, lastUsedAt }) => {
    const named = nameProvider(provider);
    return {
      id,
      provider: named.id,
      label: named.label,
      email: emailSealed && unseal(actor.dataKey, emailSealed, linkEmailContext(id)).toString('utf8'),
      connected_at: createdAt.toISOString(),
      last_used_at: lastUsedAt?.toISOString() ?? null,
    };
  });
}

/** Notes that somebody came in with this identity, and the address it has at the provider now. */
export async function touchConnection(identity: ProviderIdentity, owner: { id: string; pool: string; dataKey: Uint8Array }): Promise<void> {
  const key = { pool_provider_providerAccountId: { pool: owner.pool, ...(await linkKey(identity)) } };
  const link = await db().account.findUnique({ where: key, select: { id: true, userId: true } });
  if (link?.userId !== owner.id) return;
  const emailSealed = identity.email === null ? null : seal(owner.dataKey, identity.email, linkEmailContext(link.id));
  await db().account.updateMany({ where: { id: link.id }, data: { lastUsedAt: new Date(), emailSealed } });
}

/** Takes one connection away. NOT_FOUND for an unknown or foreign one, LAST_SIGN_IN_METHOD when nothing else would be left. */
export async function disconnect(actor: Actor, connectionId: string, caller: Caller): Promise<{ disconnected: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    const provider = await removeWayIn(transaction, user.id, async () => {
      const where = { id: connectionId, userId: user.id };
      const link = await transaction.account.findFirst({ where, select: { provider: true } });
      const { count } = await transaction.account.deleteMany({ where });
      if (!link || count === 0) throw new ServiceError('NOT_FOUND');
      return nameProvider(link.provider);
    });
    await recordEvent(transaction, {
      action: 'connection.removed',
      result: 'success',
      ...(provider.id && { reason: `oauth:${provider.id}` }),
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'connection', id: connectionId },
      caller,
    });
    await queueMail(transaction, {
      userId: user.id,
      dataKey,
      locale: user.locale,
      message: { template: 'connection_removed', provider: provider.label, notMeLink: await issueNotMeLink(transaction, user.id) },
    });
  });
  return { disconnected: true };
}
