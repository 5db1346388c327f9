import type { KeyChange } from './change-key.ts';
import type { KeyInput } from './issue-key.ts';

/** What the API calls the fields of a new key. */
type Body = {
  name: string;
  scopes: readonly string[];
  allowed_ips?: string[] | undefined;
  rate_limit?: { max: number; windowSeconds: number } | null | undefined;
  expires_at?: string | null | undefined;
};

/** A request for a key as the services take it. */
export function keyInput({ name, scopes, allowed_ips: allowedIps, rate_limit: limit, expires_at: expiresAt }: Body): KeyInput {
  return { name, scopes, allowedIps: allowedIps ?? [], limit: limit ?? null, expiresAt: expiresAt ? new Date(expiresAt) : null };
}

/** A request for a change of one as the services take it. */
export function keyChange({ name, allowed_ips: allowedIps, rate_limit: limit, expires_at: expiresAt }: Partial<Body>): KeyChange {
  return { name, allowedIps, limit, expiresAt: typeof expiresAt === 'string' ? new Date(expiresAt) : expiresAt };
}
