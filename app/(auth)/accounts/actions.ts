'use server';

import { redirect } from 'next/navigation';
import { formText } from '#app/actions/form-text.ts';
import { POST as addHandler } from '#app/api/v1/auth/accounts/add/route.ts';
import { POST as signOutHandler } from '#app/api/v1/auth/accounts/sign-out/route.ts';
import { POST as switchHandler } from '#app/api/v1/auth/accounts/switch/route.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { addAccount, signOutAccounts, switchAccount } from '#lib/contracts/accounts.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Goes on as another of those who are signed in here. One whose session has ended has to sign in again. */
export async function useAccount(form: FormData): Promise<void> {
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(switchAccount, switchHandler, { body: { session_id: formText(form, 'session_id') } });
  redirect(result.ok ? redirectTo : withRedirect('/accounts?error=ended', redirectTo));
}

/** To the sign-in page, where the next one joins those who are signed in. */
export async function useAnotherAccount(form: FormData): Promise<void> {
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(addAccount, addHandler, { body: {} });
  redirect(withRedirect(result.ok ? '/login?add_account=1' : '/accounts?error=full', redirectTo));
}

/** Ends one of this browser's sessions, or all of them. */
export async function signOutHere(form: FormData): Promise<void> {
  const sessionId = formText(form, 'session_id');
  await callEndpoint(signOutAccounts, signOutHandler, { body: sessionId ? { session_id: sessionId } : {} });
  redirect(sessionId ? '/accounts?notice=signed_out' : '/login?notice=signed_out');
}
