import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { pathHeader } from '#lib/http/internal-headers.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { authenticate } from './authenticate.ts';

/** Who is looking at this page, or null. Looked up once per request. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const { sessionCookie } = readRequestContext(await headers());
  if (!sessionCookie) return null;
  return (await authenticate({ authorization: null, sessionCookie })).actor;
});

/** The signed-in user; everybody else is sent to the sign-in page and comes back afterwards. */
export async function requireUser(): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const path = (await headers()).get(pathHeader);
  redirect(path ? `/login?redirect_to=${encodeURIComponent(path)}` : '/login');
}
