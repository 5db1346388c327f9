import type { Transaction } from '#lib/db/client.ts';
import { searchTokensAfter } from './search-tokens-of.ts';

/** What the row of a user says once their number is gone: nothing of it, also not to somebody who searches for it. Locks the row. */
export async function withoutPhone(transaction: Transaction, owner: { id: string; dataKey: Uint8Array }) {
  const { tokens } = await searchTokensAfter(transaction, owner, { phone: null });
  return { phoneSealed: null, phoneIndex: null, phoneVerifiedAt: null, searchTokens: tokens };
}
