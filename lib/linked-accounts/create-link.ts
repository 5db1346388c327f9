import { seal } from '#lib/crypto/seal.ts';
import type { Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { LinkKey } from './provider-identity.ts';

export type NewLink = LinkKey & { type: string; email: string | null };

/** Where a link's sealed address belongs: its AAD. */
export function linkEmailContext(accountId: string): string {
  return `account.email:${accountId}`;
}

/** Writes the link of an identity to a user and answers its id, or null when the identity is linked already, to whomever of the pool. */
export async function createLink(
  transaction: Transaction,
  owner: { id: string; pool: string; dataKey: Uint8Array },
  link: NewLink,
  options: { used: boolean },
): Promise<string | null> {
  const { email, type, provider, providerAccountId } = link;
  const id = uuidv7();
  // Skipped, not thrown: a unique violation would end the transaction that has to say so.
  const { count } = await transaction.account.createMany({
    data: {
      id,
      userId: owner.id,
      pool: owner.pool,
      type,
      provider,
      providerAccountId,
      emailSealed: email === null ? null : seal(owner.dataKey, email, linkEmailContext(id)),
      lastUsedAt: options.used ? new Date() : null,
    },
    skipDuplicates: true,
  });
  return count === 1 ? id : null;
}
