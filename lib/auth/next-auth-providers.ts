import { customFetch } from 'next-auth';
import type { OIDCConfig, Provider } from 'next-auth/providers';
import GitHub from 'next-auth/providers/github';
import Google from 'next-auth/providers/google';
import MicrosoftEntraID from 'next-auth/providers/microsoft-entra-id';
import type { OidcProviderSettings } from '#lib/env/oidc.ts';
import { env } from '#lib/env.ts';
import { type Claims, emailIsConfirmed, gitHubEmail, microsoftConfirmsEmail, readIdToken, toIdentity } from './next-auth-claims.ts';
import type { ProviderFlow } from './next-auth-flow.ts';

const microsoftId = 'microsoft-entra-id';

/** Our id of a provider → next-auth's, which stands in the redirect URI. Its Microsoft handling hangs on the long name. */
export function nextAuthProviderId(providerId: string): string {
  return providerId === 'microsoft' ? microsoftId : providerId;
}

/** A provider that does not answer must not hold the request. */
function bounded(init: RequestInit | undefined): RequestInit {
  return { ...init, signal: AbortSignal.timeout(8000) };
}

const boundedFetch: typeof fetch = (input, init) => fetch(input, bounded(init));

const oidcChecks: ('pkce' | 'state' | 'nonce')[] = ['pkce', 'state', 'nonce'];

/** Notes who came, and gives next-auth no more than it asks for. It must not throw: next-auth would redirect with the code in the address. */
function remember(flow: ProviderFlow, facts: Parameters<typeof toIdentity>[0]) {
  flow.identity = toIdentity(facts);
  const { subject = '', email = null, name = null } = flow.identity ?? {};
  return { id: subject, email, name };
}

function oidc(settings: OidcProviderSettings, flow: ProviderFlow): OIDCConfig<Claims> {
  const { id, label, issuer, clientId, clientSecret } = settings;
  return {
    id,
    name: label,
    type: 'oidc',
    issuer,
    clientId,
    clientSecret,
    checks: oidcChecks,
    // Many providers give the address in the userinfo answer only.
    idToken: false,
    authorization: { params: { scope: 'openid profile email' } },
    [customFetch]: boundedFetch,
    profile: (userinfo, tokens) =>
      remember(flow, {
        providerId: id,
        protocol: 'oidc',
        issuer,
        subject: userinfo.sub,
        email: userinfo.email,
        emailVerified: emailIsConfirmed(userinfo, readIdToken(tokens.id_token)),
        name: userinfo.name,
      }),
  };
}

function google(clientId: string, clientSecret: string, flow: ProviderFlow): Provider {
  return Google({
    clientId,
    clientSecret,
    checks: oidcChecks,
    [customFetch]: boundedFetch,
    profile: (claims) =>
      remember(flow, {
        providerId: 'google',
        protocol: 'oidc',
        issuer: 'https://accounts.google.com',
        subject: claims.sub,
        email: claims.email,
        emailVerified: emailIsConfirmed(claims, {}),
        name: claims.name,
      }),
  });
}

function microsoft(clientId: string, clientSecret: string, tenant: string, flow: ProviderFlow): Provider {
  const provider = MicrosoftEntraID({
    clientId,
    clientSecret,
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    checks: oidcChecks,
    authorization: { params: { scope: 'openid profile email' } },
    profile: (claims) =>
      remember(flow, {
        providerId: 'microsoft',
        protocol: 'oidc',
        // The tenant's own issuer, also where people of many tenants come in through `common`.
        issuer: claims.iss,
        subject: claims.sub,
        email: claims.email,
        emailVerified: microsoftConfirmsEmail({ ...claims }),
        name: claims.name,
      }),
  });
  // Its own fetch adapts the discovery document to the tenant; what it lacks is an end.
  const adapt = provider[customFetch] ?? fetch;
  provider[customFetch] = (input, init) => adapt(input, bounded(init));
  return provider;
}

async function askGitHub(path: string, accessToken: unknown): Promise<unknown> {
  const response = await boundedFetch(`https://api.github.com${path}`, {
    headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/vnd.github+json', 'User-Agent': 'gatehouse' },
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}.`);
  return response.json();
}

function gitHub(clientId: string, clientSecret: string, flow: ProviderFlow): Provider {
  return GitHub({
    clientId,
    clientSecret,
    checks: ['pkce', 'state'],
    [customFetch]: boundedFetch,
    userinfo: {
      async request({ tokens }: { tokens: { access_token?: string } }) {
        const [user, emails] = await Promise.all([askGitHub('/user', tokens.access_token), askGitHub('/user/emails', tokens.access_token)]);
        return { ...(user as Claims), email: gitHubEmail(emails) };
      },
    },
    profile: ({ id, email, name }) =>
      remember(flow, {
        providerId: 'github',
        protocol: 'oauth',
        issuer: 'https://github.com',
        subject: Number.isSafeInteger(id) ? String(id) : null,
        email,
        emailVerified: email !== null,
        name,
      }),
  });
}

/** The configured providers, with every check on. They note in `flow` who came. */
export function nextAuthProviders(flow: ProviderFlow): Provider[] {
  const settings = env();
  const { OAUTH_GOOGLE_ID, OAUTH_GOOGLE_SECRET, OAUTH_GITHUB_ID, OAUTH_GITHUB_SECRET, OAUTH_MICROSOFT_ID, OAUTH_MICROSOFT_SECRET } =
    settings;
  return [
    ...(OAUTH_GOOGLE_ID && OAUTH_GOOGLE_SECRET ? [google(OAUTH_GOOGLE_ID, OAUTH_GOOGLE_SECRET, flow)] : []),
    ...(OAUTH_GITHUB_ID && OAUTH_GITHUB_SECRET ? [gitHub(OAUTH_GITHUB_ID, OAUTH_GITHUB_SECRET, flow)] : []),
    ...(OAUTH_MICROSOFT_ID && OAUTH_MICROSOFT_SECRET
      ? [microsoft(OAUTH_MICROSOFT_ID, OAUTH_MICROSOFT_SECRET, settings.OAUTH_MICROSOFT_TENANT, flow)]
      : []),
    ...settings.OIDC_PROVIDERS.map((provider) => oidc(provider, flow)),
  ];
}
