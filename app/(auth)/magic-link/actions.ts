'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { rememberLastMethod } from '#app/actions/last-method.ts';
import { forgetPendingEmail, readPendingEmail, rememberPendingEmail } from '#app/actions/pending-email.ts';
import { POST as requestHandler } from '#app/api/v1/auth/magic-link/route.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/magic-link/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { judgeSignInLink } from '#lib/auth/sign-in-link.ts';
import { requestMagicLink, verifyMagicLink } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Asks for the mail; the answer is the same for an unknown address. This tab then waits for the code. */
export async function mailSignInLink(previous: FormState, form: FormData): Promise<FormState> {
  const email = formText(form, 'email').trim();
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(requestMagicLink, requestHandler, { pool: await pagePool(), body: { email, redirect_to: redirectTo } });
  if (!result.ok) return failedForm(result, { previous, values: { email }, fields: { email: 'email' } });
  await rememberPendingEmail(email);
  redirect(await signInPath('/magic-link?sent=1', redirectTo));
}

/** Mails a new link and code to the address this browser asked for. */
export async function mailAgain(previous: FormState, form: FormData): Promise<FormState> {
  const email = await readPendingEmail();
  if (!email) redirect(await signInPath('/magic-link', ''));
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(requestMagicLink, requestHandler, { pool: await pagePool(), body: { email, redirect_to: redirectTo } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}

async function signInWith(
  proof: { token: string } | { email: string; code: string },
  previous: FormState,
  form: FormData,
): Promise<FormState> {
  const rememberMe = formText(form, 'remember_me') === 'on';
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(verifyMagicLink, verifyHandler, {
    pool: await pagePool(),
    body: { ...proof, remember_me: rememberMe, mode: 'cookie' },
  });
  if (!result.ok) return failedForm(result, { previous, values: { remember_me: rememberMe ? 'on' : '' }, fields: { code: 'code' } });
  await rememberLastMethod('email');
  await forgetPendingEmail();
  redirect(result.data.status === 'second_factor_required' ? await signInPath('/challenge', redirectTo) : redirectTo);
}

/**
 * Signs in with the link; the token comes from the form, so opening the link alone does nothing. In another browser than
 * the one that asked, with the code of the same mail.
 */
export async function signInByLink(previous: FormState, form: FormData): Promise<FormState> {
  const token = formText(form, 'token');
  const link = await judgeSignInLink(token, await readPendingEmail());
  if (!link.needsCode) return signInWith({ token }, previous, form);
  const code = formText(form, 'code').replace(/\s/g, '');
  if (!code) redirect(await signInPath(`/magic-link?token=${encodeURIComponent(token)}`, safeRedirect(form.get('redirect_to'))));
  return signInWith({ email: link.address, code }, previous, form);
}

/** Signs in with the code, for the address this browser asked for. */
export async function signInByCode(previous: FormState, form: FormData): Promise<FormState> {
  const email = await readPendingEmail();
  if (!email) redirect(await signInPath('/magic-link', ''));
  return signInWith({ email, code: formText(form, 'code').replace(/\s/g, '') }, previous, form);
}
