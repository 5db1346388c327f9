import { email as emailField, plainText } from '#lib/contracts/fields.ts';
import type { ProviderIdentity } from '#lib/linked-accounts/provider-identity.ts';

/** What a provider says about somebody. Its shape is the provider's word, so nothing is believed unseen. */
export type Claims = Readonly<Record<string, unknown>>;

type IdentityFacts = Pick<ProviderIdentity, 'providerId' | 'protocol' | 'issuer' | 'emailVerified'> & {
  subject: unknown;
  email: unknown;
  name: unknown;
};

const nameField = plainText(120);

function textOrNull(field: typeof emailField | typeof nameField, value: unknown): string | null {
  const parsed = field.safeParse(value);
  return parsed.success && parsed.data !== '' ? parsed.data : null;
}

/** The identity in a provider's answer, or null when it does not say who it is about. */
export function toIdentity(facts: IdentityFacts): ProviderIdentity | null {
  const { providerId, protocol, issuer, subject, emailVerified } = facts;
  if (typeof subject !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(subject)) return null;
  const email = textOrNull(emailField, facts.email);
  return {
    providerId,
    protocol,
    issuer,
    subject,
    email,
    emailVerified: emailVerified && email !== null,
    name: textOrNull(nameField, facts.name),
  };
}

/** The payload of an ID token that next-auth has already checked. */
export function readIdToken(idToken: unknown): Claims {
  if (typeof idToken !== 'string') return {};
  const payload: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return typeof payload === 'object' && payload !== null ? (payload as Claims) : {};
}

/**
 * Whether an OpenID provider confirms the address. Only the JSON value `true` counts: "true", 1 and "false" are what
 * careless and lying providers send. Where both the ID token and the userinfo answer speak of the address, they must agree.
 */
export function emailIsConfirmed(userinfo: Claims, idToken: Claims): boolean {
  if (userinfo.email_verified !== true) return false;
  if (idToken.email === undefined && idToken.email_verified === undefined) return true;
  if (idToken.email !== undefined && String(idToken.email).toLowerCase() !== String(userinfo.email).toLowerCase()) return false;
  return idToken.email_verified === undefined || idToken.email_verified === true;
}

/**
 * Whether Microsoft confirms the address. Its `email` claim is whatever the directory's administrator typed, in any
 * tenant (the "nOAuth" takeover), so only `xms_edov`, "the owner of the e-mail's domain is verified", counts. It is an
 * optional claim that the application's registration must ask for, and Microsoft sends it as true, 1 or "1".
 */
export function microsoftConfirmsEmail(claims: Claims): boolean {
  return [true, 1, '1', 'true'].some((value) => value === claims.xms_edov);
}

type GitHubEmail = { email?: unknown; primary?: unknown; verified?: unknown };

/** GitHub's primary address, if GitHub has verified it. The address of the public profile says nothing about that. */
export function gitHubEmail(emails: unknown): string | null {
  if (!Array.isArray(emails)) return null;
  const primary = (emails as (GitHubEmail | null)[]).find((entry) => entry?.primary === true && entry.verified === true);
  return typeof primary?.email === 'string' ? primary.email : null;
}
