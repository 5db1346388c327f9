import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { pathHeader } from '#lib/http/internal-headers.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { enrolLaterCookieName } from '#lib/sessions/cookie-names.ts';
import { findActorByCookie } from '#lib/sessions/find-actor.ts';
import { withRedirect } from './safe-redirect.ts';
import { signInAgainPath } from './sign-in-again.ts';

/** Who is looking at this page, or null. Looked up once per request. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const { sessionCookie } = readRequestContext(await headers());
  if (!sessionCookie) return null;
  const lookup = await findActorByCookie(sessionCookie);
  return lookup.ok ? lookup.actor : null;
});

/** Whom this browser's administrator acts as, or null. Asked where a session waits to come back to: nobody else has to be looked up. */
export async function currentImpersonation(): Promise<Actor | null> {
  if (!readRequestContext(await headers()).caller.heldTokens?.length) return null;
  const actor = await currentActor();
  return actor?.impersonator ? actor : null;
}

/** A required second factor is asked for once in each session while it can be put off, and at every page afterwards. */
async function isSentToEnrolment({ factorRequirement, session }: Actor): Promise<boolean> {
  if (factorRequirement.status === 'overdue') return true;
  return factorRequirement.status === 'grace' && (await cookies()).get(enrolLaterCookieName())?.value !== session.id;
}

/**
 * The signed-in user; everybody else is sent to the sign-in page and comes back afterwards. Who must set up a second
 * factor first is sent there, but for the pages that setting one up needs (`duringEnrolment`).
 */
export async function requireUser(access: { duringEnrolment?: true } = {}): Promise<Actor> {
  const actor = await currentActor();
  const path = (await headers()).get(pathHeader);
  if (!actor) redirect(await signInAgainPath(readRequestContext(await headers()), path));
  if (!access.duringEnrolment && (await isSentToEnrolment(actor))) redirect(withRedirect('/second-factor', path));
  return actor;
}
