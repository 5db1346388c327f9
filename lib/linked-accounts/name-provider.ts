import { env } from '#lib/env.ts';
import { listSignInProviders } from './providers.ts';

const builtIn = [
  { prefix: 'https://accounts.google.com', id: 'google', label: 'Google' },
  { prefix: 'https://github.com', id: 'github', label: 'GitHub' },
  // Each tenant is an issuer of its own.
  { prefix: 'https://login.microsoftonline.com/', id: 'microsoft', label: 'Microsoft' },
];

/** What people know an issuer as. One that is not configured any more goes by its host, and has no id. */
export function nameProvider(issuer: string): { id: string | null; label: string } {
  const known =
    env().OIDC_PROVIDERS.find((provider) => provider.issuer === issuer) ?? builtIn.find(({ prefix }) => issuer.startsWith(prefix));
  return known ? { id: known.id, label: known.label } : { id: null, label: new URL(issuer).host };
}

/** How the issuers of a provider begin, or null where we know none with this id. */
export function issuersOf(providerId: string): { prefix: string } | { issuer: string } | null {
  const configured = env().OIDC_PROVIDERS.find(({ id }) => id === providerId);
  if (configured) return { issuer: configured.issuer };
  const known = builtIn.find(({ id }) => id === providerId);
  return known ? { prefix: known.prefix } : null;
}

/** Whether somebody can sign in with an identity of this issuer: not where its provider was taken out of the configuration. */
export function isUsableIssuer(issuer: string): boolean {
  const { id } = nameProvider(issuer);
  return listSignInProviders().some((provider) => provider.id === id);
}
