'use server';

import { redirect } from 'next/navigation';
import { POST as logoutHandler } from '#app/api/v1/auth/logout/route.ts';
import { hasOtherAccounts } from '#lib/auth/browser-accounts.ts';
import { currentActor } from '#lib/auth/require.ts';
import { logout } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { defaultPool, withPool } from '#lib/pools/pool-name.ts';
import { stopImpersonating } from './stop-impersonating.ts';

/** Ends this browser's session, and goes on to the other accounts where there are some. A session that had ended already counts as signed out too. */
export async function signOut(): Promise<void> {
  // Whoever acts as somebody signs out of that, and is themselves again.
  const actor = await currentActor();
  if (actor?.impersonator) return stopImpersonating();
  await callEndpoint(logout, logoutHandler, { body: { scope: 'this' } });
  redirect(
    (await hasOtherAccounts()) ? '/accounts?notice=signed_out' : withPool('/login?notice=signed_out', actor?.user.pool ?? defaultPool),
  );
}
