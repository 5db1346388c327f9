'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as confirmHandler } from '#app/api/v1/users/me/email/confirm/route.ts';
import { DELETE as cancelHandler, POST as changeHandler, GET as getHandler } from '#app/api/v1/users/me/email/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { cancelEmailChange, changeEmail, confirmEmailCode, getEmail } from '#lib/contracts/change-email.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/profile/email';

/** Asks for the code at the new address; the answer is the same for one that is taken. */
export async function requestChange(previous: FormState, form: FormData): Promise<FormState> {
  const email = formText(form, 'email').trim();
  const result = await callEndpoint(changeEmail, changeHandler, { body: { email } });
  stepUpFirst(result, page);
  if (!result.ok) return failedForm(result, { previous, values: { email }, fields: { email: 'email' } });
  redirect(page);
}

/** Mails another code to the address that waits for it. */
export async function mailAgain(previous: FormState): Promise<FormState> {
  const state = await callEndpoint(getEmail, getHandler);
  if (!state.ok) return failedForm(state, { previous, values: {}, fields: {} });
  if (!state.data.pending) redirect(page);
  const result = await callEndpoint(changeEmail, changeHandler, { body: { email: state.data.pending.email } });
  stepUpFirst(result, page);
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}

/** Makes the new address count with the code that it got. */
export async function confirmByCode(previous: FormState, form: FormData): Promise<FormState> {
  const code = formText(form, 'code').replace(/\s/g, '');
  const result = await callEndpoint(confirmEmailCode, confirmHandler, { body: { code } });
  if (!result.ok) {
    if (result.code === 'INVALID_CODE') return wrongCode(previous, 'email');
    return failedForm(result, { previous, values: {}, fields: { code: 'code' } });
  }
  redirect('/profile?notice=changed');
}

/** Keeps the old address. A change that is over already shows as over. */
export async function keepAddress(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(cancelEmailChange, cancelHandler);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect('/profile?notice=cancelled');
}
