import { env } from '#lib/env.ts';

export type SignInProvider = { id: string; label: string };

/** The providers that are configured, in the order in which the sign-in page shows them. */
export function listSignInProviders(): SignInProvider[] {
  const settings = env();
  return [
    ...(settings.OAUTH_GOOGLE_ID ? [{ id: 'google', label: 'Google' }] : []),
    ...(settings.OAUTH_GITHUB_ID ? [{ id: 'github', label: 'GitHub' }] : []),
    ...(settings.OAUTH_MICROSOFT_ID ? [{ id: 'microsoft', label: 'Microsoft' }] : []),
    ...settings.OIDC_PROVIDERS.map(({ id, label }) => ({ id, label })),
  ];
}
