'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { POST as logoutHandler } from '#app/api/v1/auth/logout/route.ts';
import { hasOtherAccounts } from '#lib/auth/browser-accounts.ts';
import { currentActor } from '#lib/auth/require.ts';
import { logout } from '#lib/contracts/auth.ts';
import { cookiesAreSecure } from '#lib/env.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { defaultPool, withPool } from '#lib/pools/pool-name.ts';
import { trustedDeviceCookieName } from '#lib/sessions/cookie-names.ts';
import { stopImpersonating } from './stop-impersonating.ts';

/** Answers the pool of whoever was signed in. A session that had ended already counts as signed out too. */
async function endSession(): Promise<string> {
  const actor = await currentActor();
  // Whoever acts as somebody signs out of that, and is themselves again.
  if (actor?.impersonator) await stopImpersonating();
  else await callEndpoint(logout, logoutHandler, { body: { scope: 'this' } });
  return actor?.user.pool ?? defaultPool;
}

/** Ends this browser's session, and goes on to the other accounts where there are some. */
export async function signOut(): Promise<void> {
  const pool = await endSession();
  redirect((await hasOtherAccounts()) ? '/accounts?notice=signed_out' : withPool('/login?notice=signed_out', pool));
}

/**
 * For somebody with nothing left to prove their second factor with: the next sign-in owes it, and leads to the recovery. A
 * browser that is trusted would not be asked.
 */
export async function signOutToRecover(): Promise<void> {
  const pool = await endSession();
  const options = { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/', maxAge: 0 } as const;
  (await cookies()).set(trustedDeviceCookieName(), '', options);
  redirect(withPool('/login?notice=recover', pool));
}
