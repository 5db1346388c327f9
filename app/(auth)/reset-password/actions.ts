'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as resetHandler } from '#app/api/v1/auth/reset-password/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { resetPassword } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Sets the new password with the link's token, then asks to sign in with it. */
export async function setNewPassword(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(resetPassword, resetHandler, {
    body: { token: formText(form, 'token'), password: formText(form, 'password') },
  });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: { password: 'password' } });
  redirect(await signInPath('/login?notice=password_changed', ''));
}
