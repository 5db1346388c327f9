import { readNamed } from '#app/read-named.ts';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import { revokeServiceAccountKey } from '#lib/contracts/service-accounts.ts';
import { getAccountKey } from '#lib/service-accounts/account-keys.ts';

/** One key of an account; the 404 page where there is none. */
export function readAccountKey(accountId: string, keyId: string): Promise<ApiKeyShape> {
  const params = { service_account_id: accountId, api_key_id: keyId };
  return readNamed(revokeServiceAccountKey, params, ({ service_account_id, api_key_id }) => getAccountKey(service_account_id, api_key_id));
}
