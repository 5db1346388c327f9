import { type AccountRecord, findAccountByEmail } from '#lib/accounts/find-user.ts';
import { findLinkedAccount } from './find-linked-account.ts';
import type { ProviderIdentity } from './provider-identity.ts';

export type IdentityRefusal = 'email_unverified' | 'account_exists' | 'suspended';

/** May this identity sign in? `account` is null for somebody new, or the account that a refusal is about. */
export type Judgement = { refusal: IdentityRefusal | null; account: AccountRecord | null };

function judgeLinked(account: AccountRecord): Judgement {
  return { refusal: account.status === 'active' ? null : 'suspended', account };
}

/**
 * Decides over an identity that a provider has vouched for. An address alone never opens an account: one that exists
 * and is not connected stays closed, confirmed or not, because whoever registered it need not be who comes from the
 * provider. Nobody gets in on an address that the provider has not confirmed.
 */
export async function judgeIdentity(identity: ProviderIdentity): Promise<Judgement> {
  const linked = await findLinkedAccount(identity);
  if (!identity.email || !identity.emailVerified) return { refusal: 'email_unverified', account: linked };
  if (linked) return judgeLinked(linked);
  const namesake = await findAccountByEmail(identity.email);
  if (!namesake) return { refusal: null, account: null };
  // Another callback of the same person may have made it since the first look.
  const linkedNow = await findLinkedAccount(identity);
  return linkedNow ? judgeLinked(linkedNow) : { refusal: 'account_exists', account: namesake };
}
