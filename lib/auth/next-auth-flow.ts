import type { AccountRecord } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { IdentityRefusal } from '#lib/linked-accounts/judge-identity.ts';
import type { LinkIntent } from '#lib/linked-accounts/link-intent.ts';
import type { ProviderIdentity } from '#lib/linked-accounts/provider-identity.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import type { CompletedSignIn, OwedSignIn } from '#lib/sign-in/complete-sign-in.ts';

/** The page that shows what came of connecting a provider. */
export const connectionsPage = '/security/connections';

/** Why a sign-in at a provider came to nothing; the sign-in page, or the page of the connections, has a sentence for each. */
export type RefusalCode =
  | IdentityRefusal
  | 'identity_taken'
  | 'session_changed'
  | 'access_denied'
  | 'provider_failed'
  | 'expired'
  | 'unavailable';

export type Refusal = { code: RefusalCode; account: Pick<AccountRecord, 'id' | 'dataKey'> | null };

/**
 * One request to next-auth: what we know of it, and what its callbacks found out on the way. next-auth hands its
 * adapter neither the request nor the claims, so both travel here.
 */
export type ProviderFlow = {
  caller: Caller;
  /** The session cookie the browser came with; withheld from next-auth, which would link the identity to its user. */
  previousCookie: string | null;
  /** The provider's answer says that the person turned back; it counts once its state has been checked. */
  cancelled: boolean;
  identity: ProviderIdentity | null;
  refusal: Refusal | null;
  completed: CompletedSignIn | null;
  /** The provider vouched for the person, and the second factor is still owed: no session is made. */
  owed: OwedSignIn | null;
  /** The walk was begun by somebody who is signed in, to connect the identity to them. Then nobody signs in by it. */
  link: { intent: LinkIntent; actor: Actor | null } | null;
  linked: 'connected' | 'already_connected' | null;
  /** The token of an identity that waits until the owner of the account with its address has signed in. */
  offer: string | null;
};

export function newFlow(caller: Caller, previousCookie: string | null): ProviderFlow {
  return {
    caller,
    previousCookie,
    cancelled: false,
    identity: null,
    refusal: null,
    completed: null,
    owed: null,
    link: null,
    linked: null,
    offer: null,
  };
}

/** Notes the first reason; what fails after it is its consequence. */
export function refuse(flow: ProviderFlow, code: RefusalCode, account: Refusal['account'] = null): void {
  flow.refusal ??= { code, account };
}
