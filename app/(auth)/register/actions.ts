'use server';

import { redirect } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { rememberPendingEmail } from '#app/actions/pending-email.ts';
import { POST as registerHandler } from '#app/api/v1/auth/register/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { register } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Creates an account and goes on to the code; the same for an address that is taken. */
export async function registerAccount(previous: FormState, form: FormData): Promise<FormState> {
  const email = formText(form, 'email').trim();
  const accepted = formText(form, 'accept_terms') === 'on';
  const result = await callEndpoint(register, registerHandler, {
    pool: await pagePool(),
    // The endpoint itself refuses when the terms are not accepted; the type knows only the accepted case.
    body: { email, password: formText(form, 'password'), locale: await getLocale(), accept_terms: accepted as true },
  });
  if (!result.ok) {
    return failedForm(result, {
      previous,
      values: { email, accept_terms: accepted ? 'on' : '' },
      fields: { email: 'email', password: 'password', accept_terms: 'accept_terms' },
    });
  }
  await rememberPendingEmail(email);
  redirect(await signInPath('/verify-email', safeRedirect(form.get('redirect_to'))));
}
