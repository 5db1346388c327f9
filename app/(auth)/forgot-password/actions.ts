'use server';

import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as forgotHandler } from '#app/api/v1/auth/forgot-password/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { pagePool } from '#lib/auth/page-pool.ts';
import { forgotPassword } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Asks for the mail with the link; the answer is the same for an unknown address. */
export async function sendResetLink(previous: FormState, form: FormData): Promise<FormState> {
  const email = formText(form, 'email').trim();
  const result = await callEndpoint(forgotPassword, forgotHandler, { pool: await pagePool(), body: { email } });
  if (!result.ok) return failedForm(result, { previous, values: { email }, fields: { email: 'email' } });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}
