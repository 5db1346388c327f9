'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { rememberLastMethod } from '#app/actions/last-method.ts';
import { passkeyAnswer, refusedPasskey } from '#app/actions/passkey-answer.ts';
import { forgetPendingEmail, rememberPendingEmail } from '#app/actions/pending-email.ts';
import { POST as loginHandler } from '#app/api/v1/auth/login/route.ts';
import { POST as passkeyHandler } from '#app/api/v1/auth/passkeys/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { startProviderSignIn } from '#lib/auth/start-provider-sign-in.ts';
import { login } from '#lib/contracts/auth.ts';
import { verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';

/** Signs in with what was typed: an address when it has an "@", a username otherwise. */
export async function signIn(previous: FormState, form: FormData): Promise<FormState> {
  const identifier = formText(form, 'identifier').trim();
  const rememberMe = formText(form, 'remember_me') === 'on';
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const values = { identifier, remember_me: rememberMe ? 'on' : '' };
  const result = await callEndpoint(login, loginHandler, {
    pool: await pagePool(),
    body: {
      ...(identifier.includes('@') ? { email: identifier } : { username: identifier }),
      password: formText(form, 'password'),
      remember_me: rememberMe,
      mode: 'cookie',
    },
  });
  if (!result.ok) {
    if (result.code === 'EMAIL_NOT_VERIFIED') {
      if (identifier.includes('@')) await rememberPendingEmail(identifier);
      redirect(await signInPath('/verify-email?notice=unverified', redirectTo));
    }
    return failedForm(result, { previous, values, fields: { email: 'identifier', username: 'identifier', password: 'password' } });
  }
  await rememberLastMethod('password');
  if (result.data.status === 'second_factor_required') redirect(await signInPath('/challenge', redirectTo));
  await forgetPendingEmail();
  redirect(redirectTo);
}

/** Signs in with the passkey that answered in this browser. */
export async function signInWithPasskey(previous: FormState, form: FormData): Promise<FormState> {
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(verifyPasskeySignIn, passkeyHandler, {
    pool: await pagePool(),
    body: { credential: passkeyAnswer(form), mode: 'cookie', remember_me: formText(form, 'remember_me') === 'on' },
  });
  if (!result.ok) return refusedPasskey(result, previous);
  await rememberLastMethod('passkey');
  await forgetPendingEmail();
  redirect(redirectTo);
}

/** Leaves for a provider; only configured ones are known. */
export async function continueWithProvider(form: FormData): Promise<void> {
  const id = formText(form, 'provider');
  const redirectTo = safeRedirect(form.get('redirect_to'));
  if (!listSignInProviders().some((provider) => provider.id === id)) redirect(await signInPath('/login?error=unavailable', redirectTo));
  await startProviderSignIn(id, redirectTo);
}
