import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';
import { openLinkIntent } from '#lib/linked-accounts/link-intent.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type BegunSignIn, beginProviderSignIn } from './begin-provider-sign-in.ts';
import { connectionsPage } from './next-auth-flow.ts';

/**
 * Sends somebody who is signed in to a provider, to connect their identity there. FORBIDDEN without a browser session:
 * only a browser can come back. NOT_FOUND and UNAVAILABLE as for signing in.
 */
export async function beginConnection(actor: Actor, providerId: string, caller: Caller): Promise<BegunSignIn> {
  if (actor.session.kind !== 'browser') {
    throw new ServiceError('FORBIDDEN', { message: 'A provider is connected in a browser: sign in with a cookie.' });
  }
  const begun = await beginProviderSignIn(providerId, connectionsPage, caller);
  const state = new URL(begun.location).searchParams.get('state');
  if (!state) throw new Error('A walk to a provider needs a state.');
  await openLinkIntent(actor, providerId, state);
  return begun;
}
