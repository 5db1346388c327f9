import { headers } from 'next/headers';
import { readRequestContext } from '#lib/http/request-context.ts';
import { describeOfferedLink } from '#lib/linked-accounts/offered-link.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The provider that this browser tried before the actor signed in, and that they may connect now; null when there is none. */
export async function currentOffer(actor: Actor): Promise<{ label: string; email: string } | null> {
  return describeOfferedLink(actor, readRequestContext(await headers()).offeredLinkCookie);
}
