'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { rememberPendingEmail } from '#app/actions/pending-email.ts';
import { POST as setupHandler } from '#app/api/v1/auth/setup/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { setupAdmin } from '#lib/contracts/auth.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Creates the first super admin with the link that the start printed. */
export async function createFirstAdmin(previous: FormState, form: FormData): Promise<FormState> {
  const [name, email] = [formText(form, 'name').trim(), formText(form, 'email').trim()];
  const result = await callEndpoint(setupAdmin, setupHandler, {
    body: { token: formText(form, 'token'), email, password: formText(form, 'password'), ...(name && { name }) },
  });
  if (!result.ok) {
    return failedForm(result, { previous, values: { name, email }, fields: { name: 'name', email: 'email', password: 'password' } });
  }
  // Fills the field on the sign-in page.
  await rememberPendingEmail(email);
  redirect('/login?notice=admin_created');
}
