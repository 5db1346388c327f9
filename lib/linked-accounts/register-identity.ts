import { createUser } from '#lib/accounts/create-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { createLink } from './create-link.ts';
import { findLinkedAccount } from './find-linked-account.ts';
import { linkKey, type ProviderIdentity, providerMethod } from './provider-identity.ts';

class IdentityTaken extends Error {}

async function createLinkedUser(identity: ProviderIdentity, email: string, caller: Caller): Promise<{ id: string } | null> {
  return inTransaction(async (transaction) => {
    const created = await createUser(transaction, {
      pool: caller.pool,
      email,
      emailVerified: true,
      name: identity.name,
      passwordHash: null,
      locale: caller.locale,
      role: 'user',
    });
    if (!created) return null;
    const { id, dataKey } = created;
    const link = { type: identity.protocol, email, ...(await linkKey(identity)) };
    const accountId = await createLink(transaction, { id, pool: caller.pool, dataKey }, link, { used: true });
    // Another callback of the same person was first: this user must not come about either.
    if (!accountId) throw new IdentityTaken();
    const reason = providerMethod(identity);
    const event = { result: 'success', reason, actorId: id, subjectId: id, subjectKey: dataKey, caller } as const;
    await recordEvent(transaction, { ...event, action: 'user.registered' });
    await recordEvent(transaction, { ...event, action: 'connection.created', target: { type: 'connection', id: accountId } });
    return { id };
  });
}

/**
 * Makes a user of a new identity, together with the link to it: a crash never leaves a user that nobody can sign in to.
 * Of several callers at once one creates, the others get the same user. Null when the address belongs to somebody else.
 */
export async function registerIdentity(identity: ProviderIdentity, caller: Caller): Promise<{ id: string } | null> {
  const { email, emailVerified } = identity;
  if (!email || !emailVerified) throw new Error('Only a confirmed address makes a user.');
  try {
    const created = await createLinkedUser(identity, email, caller);
    if (created) return created;
  } catch (error) {
    if (!(error instanceof IdentityTaken)) throw error;
  }
  const winner = await findLinkedAccount(caller.pool, identity);
  return winner && { id: winner.id };
}
