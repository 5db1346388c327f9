import type { Bytes } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';

/** What a key's owner wrote about it. People's names and addresses end up in both, so they are sealed. */
export type KeyDetails = { name: string; allowedIps: string[] };

function contextOf(keyId: string): string {
  return `api_key.details:${keyId}`;
}

export function sealKeyDetails(ownersKey: Uint8Array, keyId: string, { name, allowedIps }: KeyDetails): Bytes {
  return seal(ownersKey, JSON.stringify({ name, allowed_ips: allowedIps }), contextOf(keyId));
}

/** Opens what `sealKeyDetails` wrote. Throws when it was altered or belongs to another key. */
export function openKeyDetails(ownersKey: Uint8Array, keyId: string, sealed: Uint8Array): KeyDetails {
  const { name, allowed_ips: allowedIps } = JSON.parse(unseal(ownersKey, sealed, contextOf(keyId)).toString('utf8')) as {
    name: string;
    allowed_ips: string[];
  };
  return { name, allowedIps };
}
