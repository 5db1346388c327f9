import type { Caller } from '#lib/audit/caller.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { lifetimes, secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { type ConnectOutcome, connectIdentity } from './connect-identity.ts';
import { linkKey, type ProviderIdentity, providerMethod } from './provider-identity.ts';

export type LinkIntent = { id: string; userId: string; sessionId: string; providerId: string };

/**
 * Notes that the walk to the provider with this state is to connect an identity to the actor. The browser holds the
 * state's counterpart in a cookie, so nobody else can bring the state back; the session must still be the same then.
 */
export async function openLinkIntent(actor: Actor, providerId: string, state: string): Promise<void> {
  await db().linkIntent.create({
    data: {
      id: uuidv7(),
      userId: actor.user.id,
      sessionId: actor.session.id,
      providerId,
      stateHash: sha256(state),
      expiresAt: secondsFromNow(lifetimes.providerFlow),
    },
    select: { id: true },
  });
}

/** The intent of this state, also one that is used up or too old: such a callback must not become a sign-in instead. */
export function findLinkIntent(state: string): Promise<LinkIntent | null> {
  return db().linkIntent.findUnique({
    where: { stateHash: sha256(state) },
    select: { id: true, userId: true, sessionId: true, providerId: true },
  });
}

/** Links the identity that came back to the actor whose session began the walk. Once; `expired` for anything after that. */
export function fulfilLinkIntent(
  intent: LinkIntent,
  actor: Actor,
  identity: ProviderIdentity,
  caller: Caller,
): Promise<ConnectOutcome | 'expired' | 'email_unverified'> {
  return inTransaction(async (transaction) => {
    const { count } = await transaction.linkIntent.updateMany({
      where: {
        id: intent.id,
        userId: actor.user.id,
        sessionId: actor.session.id,
        providerId: identity.providerId,
        consumedAt: null,
        expiresAt: { gt: new Date() },
      },
      data: { consumedAt: new Date() },
    });
    if (count === 0) return 'expired';
    // With an address the provider has not confirmed nobody could sign in by it.
    if (!identity.emailVerified) return 'email_unverified';
    const link = { type: identity.protocol, email: identity.email, ...(await linkKey(identity)) };
    return connectIdentity(transaction, actor, link, providerMethod(identity), caller);
  });
}
