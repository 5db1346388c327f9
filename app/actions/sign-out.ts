'use server';

import { redirect } from 'next/navigation';
import { POST as logoutHandler } from '#app/api/v1/auth/logout/route.ts';
import { logout } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Ends this browser's session. A session that had ended already counts as signed out too. */
export async function signOut(): Promise<void> {
  await callEndpoint(logout, logoutHandler, { body: { scope: 'this' } });
  redirect('/login?notice=signed_out');
}
