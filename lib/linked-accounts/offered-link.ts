import type { AccountRecord } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { lifetimes, secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { type ConnectOutcome, connectIdentity } from './connect-identity.ts';
import { nameProvider } from './name-provider.ts';
import { linkKey, type ProviderIdentity } from './provider-identity.ts';

function emailContext(id: string): string {
  return `offered_link.email:${id}`;
}

/**
 * Keeps an identity that met an account with its address, both confirmed, until the account's owner has signed in and
 * says yes. Answers the token for the browser it came with. The address alone connects nothing.
 */
export async function offerLink(identity: ProviderIdentity, owner: AccountRecord): Promise<string | null> {
  const { email, emailVerified, protocol, providerId } = identity;
  if (!email || !emailVerified || !owner.emailVerifiedAt || owner.status !== 'active') return null;
  const id = uuidv7();
  const token = randomToken();
  await db().offeredLink.create({
    data: {
      id,
      userId: owner.id,
      providerId,
      type: protocol,
      ...(await linkKey(identity)),
      emailSealed: seal(owner.dataKey, email, emailContext(id)),
      tokenHash: sha256(token),
      expiresAt: secondsFromNow(lifetimes.offeredLink),
    },
    select: { id: true },
  });
  return token;
}

function live(actor: Actor, token: string) {
  return { tokenHash: sha256(token), userId: actor.user.id, consumedAt: null, expiresAt: { gt: new Date() } };
}

/** What waits for the actor in the browser that holds this token, or null. */
export async function describeOfferedLink(actor: Actor, token: string | null): Promise<{ label: string; email: string } | null> {
  const offer = token && (await db().offeredLink.findFirst({ where: live(actor, token) }));
  if (!offer) return null;
  const email = unseal(actor.dataKey, offer.emailSealed, emailContext(offer.id)).toString('utf8');
  return { label: nameProvider(offer.provider).label, email };
}

/** Connects what waits for the actor in this browser, once. NOT_FOUND when nothing does (any more). */
export async function acceptOfferedLink(actor: Actor, token: string | null, caller: Caller): Promise<ConnectOutcome> {
  const where = token && live(actor, token);
  return inTransaction(async (transaction) => {
    const offer = where && (await transaction.offeredLink.findFirst({ where }));
    const consumed = offer
      ? await transaction.offeredLink.updateMany({ where: { ...where, id: offer.id }, data: { consumedAt: new Date() } })
      : { count: 0 };
    if (!offer || consumed.count === 0) throw new ServiceError('NOT_FOUND');
    const { type, provider, providerAccountId } = offer;
    const email = unseal(actor.dataKey, offer.emailSealed, emailContext(offer.id)).toString('utf8');
    return connectIdentity(transaction, actor, { type, provider, providerAccountId, email }, `oauth:${offer.providerId}`, caller);
  });
}
