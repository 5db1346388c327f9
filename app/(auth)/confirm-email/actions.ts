'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as confirmHandler } from '#app/api/v1/auth/email-change/confirm/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { currentActor } from '#lib/auth/require.ts';
import { confirmEmailChange } from '#lib/contracts/change-email.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Makes the new address count; the token comes from the form, so opening the link alone does nothing. */
export async function confirmAddress(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(confirmEmailChange, confirmHandler, { body: { token: formText(form, 'token') } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  redirect((await currentActor()) ? '/profile?notice=changed' : await signInPath('/login?notice=email_changed', ''));
}
