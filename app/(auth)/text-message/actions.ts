'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { rememberLastMethod } from '#app/actions/last-method.ts';
import { forgetPendingPhone, readPendingPhone, rememberPendingPhone } from '#app/actions/pending-phone.ts';
import { POST as requestHandler } from '#app/api/v1/auth/otp/route.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/otp/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { requestOtp, verifyOtp } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Asks for the message; the answer is the same for an unknown number. This tab then waits for the code. */
export async function sendSignInText(previous: FormState, form: FormData): Promise<FormState> {
  const phone = formText(form, 'phone').trim();
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const result = await callEndpoint(requestOtp, requestHandler, { pool: await pagePool(), body: { phone } });
  if (!result.ok) return failedForm(result, { previous, values: { phone }, fields: { phone: 'phone' } });
  await rememberPendingPhone(phone);
  redirect(await signInPath('/text-message?sent=1', redirectTo));
}

/** Sends a new code to the number this browser asked for. */
export async function sendAgain(previous: FormState): Promise<FormState> {
  const phone = await readPendingPhone();
  if (!phone) redirect(await signInPath('/text-message', ''));
  const result = await callEndpoint(requestOtp, requestHandler, { pool: await pagePool(), body: { phone } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}

/** Signs in with the code, for the number this browser asked for. */
export async function signInByText(previous: FormState, form: FormData): Promise<FormState> {
  const phone = await readPendingPhone();
  if (!phone) redirect(await signInPath('/text-message', ''));
  const rememberMe = formText(form, 'remember_me') === 'on';
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const code = formText(form, 'code').replace(/\s/g, '');
  const result = await callEndpoint(verifyOtp, verifyHandler, {
    pool: await pagePool(),
    body: { phone, code, remember_me: rememberMe, mode: 'cookie' },
  });
  if (!result.ok) {
    const failed = await failedForm(result, { previous, values: { remember_me: rememberMe ? 'on' : '' }, fields: { code: 'code' } });
    if (result.code !== 'FORBIDDEN' || !failed.problem) return failed;
    const t = await getTranslations('textMessage');
    return { ...failed, problem: { ...failed.problem, message: t('sameFactor'), remedy: null } };
  }
  await rememberLastMethod('sms');
  await forgetPendingPhone();
  redirect(result.data.status === 'second_factor_required' ? await signInPath('/challenge', redirectTo) : redirectTo);
}
