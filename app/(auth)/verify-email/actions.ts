'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { readPendingEmail, rememberPendingEmail } from '#app/actions/pending-email.ts';
import { POST as resendHandler } from '#app/api/v1/auth/resend-verification/route.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/verify-email/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { resendVerification, verifyEmail } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

async function verify(previous: FormState, form: FormData, body: { token: string } | { email: string; code: string }): Promise<FormState> {
  const result = await callEndpoint(verifyEmail, verifyHandler, { pool: await pagePool(), body });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: { code: 'code' } });
  const notice = result.data.password_reset_required ? 'choose_password' : 'email_verified';
  redirect(await signInPath(`/login?notice=${notice}`, safeRedirect(form.get('redirect_to'))));
}

/** Confirms with the link; the token comes from the form, so opening the link alone does nothing. */
export async function confirmByLink(previous: FormState, form: FormData): Promise<FormState> {
  return verify(previous, form, { token: formText(form, 'token') });
}

/** Confirms with the code, for the address this browser registered with. */
export async function confirmByCode(previous: FormState, form: FormData): Promise<FormState> {
  const email = await readPendingEmail();
  if (!email) redirect(await signInPath('/verify-email', ''));
  return verify(previous, form, { email, code: formText(form, 'code') });
}

/** Sends a new code to the address this browser registered with. */
export async function sendCodeAgain(previous: FormState): Promise<FormState> {
  const email = await readPendingEmail();
  if (!email) redirect(await signInPath('/verify-email', ''));
  const result = await callEndpoint(resendVerification, resendHandler, { pool: await pagePool(), body: { email } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}

/** Sends a code to an address that was typed in, and waits for it here. */
export async function askForCode(previous: FormState, form: FormData): Promise<FormState> {
  const email = formText(form, 'email').trim();
  const result = await callEndpoint(resendVerification, resendHandler, { pool: await pagePool(), body: { email } });
  if (!result.ok) return failedForm(result, { previous, values: { email }, fields: { email: 'email' } });
  await rememberPendingEmail(email);
  redirect(await signInPath('/verify-email', safeRedirect(form.get('redirect_to'))));
}
