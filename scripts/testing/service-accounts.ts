import { sealKeyDetails } from '#lib/api-keys/key-details.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { signedWith } from './signing-keys.ts';

export type Service = { id: string; secretId: string; keyId: string; key: string; accessToken: string };

/** A service account with these permissions, an API key and an access token for all of them, written straight into the database. */
export async function makeService(permissions: readonly Permission[]): Promise<Service> {
  const [id, secretId, keyId] = [uuidv7(), uuidv7(), uuidv7()];
  const [secret, key] = [makeSecret('client_secret'), makeSecret('api_key')];
  await db().serviceAccount.create({ data: { id, name: 'Orders', permissions: [...permissions], rank: 80 } });
  await db().clientSecret.create({ data: { id: secretId, serviceAccountId: id, prefix: secret.prefix, secretHash: secret.hash } });
  const detailsSealed = sealKeyDetails(await installationKey(), keyId, { name: 'Orders', allowedIps: [] });
  await db().apiKey.create({
    data: { id: keyId, serviceAccountId: id, prefix: key.prefix, keyHash: key.hash, detailsSealed, scopes: [...permissions] },
  });
  const claims = { sid: undefined, client_id: id, secret_id: secretId, scope: permissions.join(' ') };
  return { id, secretId, keyId, key: key.secret, accessToken: await signedWith({ userId: id, sessionId: id }, claims) };
}
