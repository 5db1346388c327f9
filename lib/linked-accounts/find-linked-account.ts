import { type AccountRecord, findAccountById } from '#lib/accounts/find-user.ts';
import { type Database, db } from '#lib/db/client.ts';
import { linkKey, type ProviderIdentity } from './provider-identity.ts';

/** The account of a pool that is connected to this identity at a provider, or null. */
export async function findLinkedAccount(
  pool: string,
  identity: Pick<ProviderIdentity, 'issuer' | 'subject'>,
  database: Database = db(),
): Promise<AccountRecord | null> {
  const link = await database.account.findUnique({
    where: { pool_provider_providerAccountId: { pool, ...(await linkKey(identity)) } },
    select: { userId: true },
  });
  return link && findAccountById(link.userId, database);
}
