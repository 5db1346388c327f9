import process from 'node:process';
import { type OidcProvider, startOidcProvider } from './provider.ts';

// Fixed, because the application is started before the provider that it is configured with.
const port = Number(process.env.E2E_OIDC_PORT ?? 4417);
const clientSecret = 'a-secret-of-the-test-provider-only';

/** What the application under test needs in its environment to offer "Acme". */
export const acmeEnvironment = {
  OIDC_ACME_ISSUER: `http://localhost:${port}`,
  OIDC_ACME_ID: 'gatehouse',
  OIDC_ACME_SECRET: clientSecret,
  OIDC_ACME_LABEL: 'Acme',
};

/** Starts the provider that `acmeEnvironment` names, for the application at `appUrl`. One at a time. */
export function startAcme(appUrl: string): Promise<OidcProvider> {
  return startOidcProvider({ port, clientSecret, redirectUris: [`${new URL(appUrl).origin}/api/auth/callback/acme`] });
}
