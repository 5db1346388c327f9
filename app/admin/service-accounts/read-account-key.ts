import { notFound } from 'next/navigation';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import { listAccountKeys } from '#lib/service-accounts/account-keys.ts';

/** One key of an account; the 404 page where there is none. */
export async function readAccountKey(accountId: string, keyId: string): Promise<ApiKeyShape> {
  const { keys } = await listAccountKeys(accountId, { limit: 100 });
  return keys.find(({ id }) => id === keyId) ?? notFound();
}
