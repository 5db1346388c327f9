import process from 'node:process';
import { type OidcProvider, startOidcProvider } from './provider.ts';

// Fixed, because the application is started before the provider that it is configured with.
const ports = { acme: Number(process.env.E2E_OIDC_PORT ?? 4417), orbit: Number(process.env.E2E_OIDC_PORT_2 ?? 4418) };
const clientSecret = 'a-secret-of-the-test-provider-only';

/** What the application under test needs in its environment to offer "Acme" and "Orbit". */
export const acmeEnvironment = {
  OIDC_ACME_ISSUER: `http://localhost:${ports.acme}`,
  OIDC_ACME_ID: 'gatehouse',
  OIDC_ACME_SECRET: clientSecret,
  OIDC_ACME_LABEL: 'Acme',
  OIDC_ORBIT_ISSUER: `http://localhost:${ports.orbit}`,
  OIDC_ORBIT_ID: 'gatehouse',
  OIDC_ORBIT_SECRET: clientSecret,
  OIDC_ORBIT_LABEL: 'Orbit',
};

/** Starts a provider that `acmeEnvironment` names, for the application at `appUrl`. One spec has it at a time. */
export function startAcme(appUrl: string, id: keyof typeof ports = 'acme'): Promise<OidcProvider> {
  return startOidcProvider({ port: ports[id], clientSecret, redirectUris: [`${new URL(appUrl).origin}/api/auth/callback/${id}`] });
}
