import { notFound } from 'next/navigation';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import { revokeServiceAccountKey } from '#lib/contracts/service-accounts.ts';
import { ServiceError } from '#lib/errors.ts';
import { getAccountKey } from '#lib/service-accounts/account-keys.ts';

/** One key of an account; the 404 page where there is none. */
export async function readAccountKey(accountId: string, keyId: string): Promise<ApiKeyShape> {
  const parsed = revokeServiceAccountKey.params.safeParse({ service_account_id: accountId, api_key_id: keyId });
  if (!parsed.success) notFound();
  try {
    return await getAccountKey(accountId, parsed.data.api_key_id);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
}
