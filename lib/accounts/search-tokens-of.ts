import { searchTokens } from '#lib/crypto/blind-index.ts';
import type { Transaction } from '#lib/db/client.ts';
import { openPersonalData, type PersonalData, selectPersonalData } from './personal-data.ts';

type Searchable = Partial<PersonalData> & { username?: string | null };

/**
 * By what administrators find somebody: the one place that says which fields those are. The number is asked for, so that
 * nobody who writes tokens anew forgets it.
 */
export function searchTokensOf({ email, name, firstName, lastName, username, phone }: Searchable & { phone: string | null }) {
  return searchTokens([email, name, firstName, lastName, username], phone);
}

/**
 * What the tokens of an existing user are after a change of some of these fields. Locks the row and reads what it says
 * now: changes of name and number at the same time would each write tokens without the other's.
 */
export async function searchTokensAfter(
  transaction: Transaction,
  { id, dataKey }: { id: string; dataKey: Uint8Array },
  change: Searchable,
): Promise<{ tokens: number[]; before: PersonalData }> {
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await transaction.user.findUniqueOrThrow({ where: { id }, select: { username: true, ...selectPersonalData } });
  const before = openPersonalData(dataKey, id, row);
  return { tokens: await searchTokensOf({ ...before, username: row.username, ...change }), before };
}
