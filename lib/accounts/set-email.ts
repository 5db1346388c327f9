import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import type { Transaction } from '#lib/db/client.ts';
import { sealPersonalData } from './personal-data.ts';
import { searchTokensAfter } from './search-tokens-of.ts';

/**
 * An account nobody ever confirmed gives way to whoever proves the mailbox: otherwise a stranger could block an address,
 * or the way back to it, by registering it.
 */
async function removeUnconfirmed(transaction: Transaction, pool: string, index: Uint8Array<ArrayBuffer>, caller: Caller): Promise<void> {
  const unconfirmed = { pool, emailIndex: index, status: 'pending', emailVerifiedAt: null } as const;
  const squatter = await transaction.user.findFirst({ where: unconfirmed, select: { id: true } });
  if (!squatter) return;
  const { count } = await transaction.user.deleteMany({ where: { ...unconfirmed, id: squatter.id } });
  if (count === 0) return;
  await transaction.dataKey.deleteMany({ where: { subjectId: squatter.id } });
  await recordEvent(transaction, { action: 'user.removed', result: 'success', reason: 'unconfirmed', subjectId: squatter.id, caller });
}

/**
 * Gives a user another, proved address: value, index and search tokens together. Answers the address before.
 * Rises as a unique violation when somebody else of their pool has confirmed the address.
 */
export async function setEmail(
  transaction: Transaction,
  user: { id: string; pool: string; dataKey: Uint8Array },
  email: string,
  caller: Caller,
): Promise<string | null> {
  const { id, pool, dataKey } = user;
  const { tokens, before } = await searchTokensAfter(transaction, user, { email });
  const index = await emailIndex(email);
  await removeUnconfirmed(transaction, pool, index, caller);
  const now = new Date();
  await transaction.user.update({
    where: { id },
    data: {
      ...sealPersonalData(dataKey, id, { email }),
      emailIndex: index,
      emailVerifiedAt: now,
      searchTokens: tokens,
      updatedAt: now,
    },
    select: { id: true },
  });
  return before.email;
}
