import { providerSubjectIndex } from '#lib/crypto/blind-index.ts';

/** Who somebody is at a provider, as the provider's checked answer says. */
export type ProviderIdentity = {
  /** The provider's id in our configuration: google, acme … */
  providerId: string;
  protocol: 'oidc' | 'oauth';
  /** Who issues the subject. For OpenID Connect the issuer itself, so that an id given to another issuer later finds nobody. */
  issuer: string;
  /** The provider's own, unchanging name of the person; with `issuer` it is the identity. The address never is. */
  subject: string;
  email: string | null;
  /** True only when the provider says that the address is the person's. */
  emailVerified: boolean;
  name: string | null;
};

export type LinkKey = { provider: string; providerAccountId: string };

/** Under which key a link is stored. Some providers use the address as the subject, so it is kept as a keyed hash. */
export async function linkKey({ issuer, subject }: Pick<ProviderIdentity, 'issuer' | 'subject'>): Promise<LinkKey> {
  const index = await providerSubjectIndex(issuer, subject);
  return { provider: issuer, providerAccountId: Buffer.from(index).toString('base64url') };
}

/** How a session that a provider opened is called: `oauth:<provider>`. */
export function providerMethod({ providerId }: Pick<ProviderIdentity, 'providerId'>): string {
  return `oauth:${providerId}`;
}

/** What a sign-in at this provider proves, for the session. */
export function providerProof(identity: ProviderIdentity): { method: string; amr: readonly string[] } {
  return { method: providerMethod(identity), amr: [] };
}
