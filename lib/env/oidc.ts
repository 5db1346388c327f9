import { isLoopbackHost } from './loopback.ts';
import type { Mistake } from './mistake.ts';
import { httpUrl } from './values.ts';

/** A generic OpenID Connect provider from `OIDC_<NAME>_ISSUER`, `_ID`, `_SECRET` and optionally `_LABEL`. */
export type OidcProviderSettings = { id: string; label: string; issuer: string; clientId: string; clientSecret: string };

function isHttpsOrLoopback(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || isLoopbackHost(hostname);
}

export function parseOidcProviders(source: Record<string, string | undefined>, mistakes: Mistake[]): OidcProviderSettings[] {
  const names = new Set<string>();
  for (const key of Object.keys(source)) {
    const match = /^OIDC_([A-Z0-9]+)_(ISSUER|ID|SECRET|LABEL)$/.exec(key);
    if (match?.[1] && source[key]) names.add(match[1]);
  }
  return [...names].sort().flatMap((name) => {
    const issuer = source[`OIDC_${name}_ISSUER`];
    const clientId = source[`OIDC_${name}_ID`];
    const clientSecret = source[`OIDC_${name}_SECRET`];
    if (!issuer || !clientId || !clientSecret) {
      mistakes.push({
        name: `OIDC_${name}_*`,
        problem: 'is incomplete',
        remedy: `Set OIDC_${name}_ISSUER, OIDC_${name}_ID and OIDC_${name}_SECRET together.`,
      });
      return [];
    }
    if (!httpUrl.safeParse(issuer).success) {
      mistakes.push({
        name: `OIDC_${name}_ISSUER`,
        problem: 'must be an http:// or https:// address',
        remedy: 'Copy the issuer from the provider, for example https://login.example.com.',
      });
      return [];
    }
    if (!isHttpsOrLoopback(issuer)) {
      mistakes.push({
        name: `OIDC_${name}_ISSUER`,
        problem: 'must be an https:// address',
        remedy: 'Over http anybody on the way could say who signs in. Only a provider on this machine (localhost) may use it.',
      });
      return [];
    }
    const id = name.toLowerCase();
    return [{ id, label: source[`OIDC_${name}_LABEL`] ?? name.charAt(0) + id.slice(1), issuer, clientId, clientSecret }];
  });
}
