import { type AccountRecord, findAccountByEmail } from '#lib/accounts/find-user.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { findLinkedAccount } from './find-linked-account.ts';
import type { ProviderIdentity } from './provider-identity.ts';

export type IdentityRefusal = 'email_unverified' | 'account_exists' | 'suspended' | 'sign_up_closed';

/**
 * May this identity sign in? `account` is null for somebody new, or the account that a refusal is about. With `claims`
 * nobody had confirmed the account's address: the identity may have it, once all else is taken from it.
 */
export type Judgement = { refusal: IdentityRefusal | null; account: AccountRecord | null; claims?: true };

function judgeLinked(account: AccountRecord): Judgement {
  return { refusal: account.status === 'active' ? null : 'suspended', account };
}

/**
 * Decides over an identity that a provider has vouched for, in the pool where the walk began. An address alone never opens somebody's account: one that
 * is confirmed and not connected stays closed until its owner has signed in. One that nobody confirmed belongs to nobody
 * yet; whoever registered it need not be who comes from the provider, and loses it. Nobody gets in on an address that the provider has not confirmed.
 */
export async function judgeIdentity(pool: string, identity: ProviderIdentity): Promise<Judgement> {
  const linked = await findLinkedAccount(pool, identity);
  if (!identity.email || !identity.emailVerified) return { refusal: 'email_unverified', account: linked };
  if (linked) return judgeLinked(linked);
  const namesake = await findAccountByEmail(pool, identity.email);
  if (!namesake) return { refusal: (await allowedMethods(pool)).sign_up ? null : 'sign_up_closed', account: null };
  // Another callback of the same person may have made it since the first look.
  const linkedNow = await findLinkedAccount(pool, identity);
  if (linkedNow) return judgeLinked(linkedNow);
  if (namesake.status === 'pending' && !namesake.emailVerifiedAt) return { refusal: null, account: namesake, claims: true };
  return { refusal: 'account_exists', account: namesake };
}
