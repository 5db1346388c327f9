'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as revertHandler } from '#app/api/v1/auth/email-change/revert/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { revertEmailChange } from '#lib/contracts/change-email.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Takes the change of address back; everything that was signed in is signed out, this browser too. */
export async function takeBack(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(revertEmailChange, revertHandler, { body: { token: formText(form, 'token') } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  redirect(await signInPath('/login?notice=email_reverted', ''));
}
