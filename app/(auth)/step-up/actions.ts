'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as startHandler } from '#app/api/v1/auth/step-up/route.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/step-up/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { startStepUp, verifyStepUp } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const methods = ['password', 'totp', 'backup_code', 'email'] as const;

/** Confirms that it is the person who is signed in, then goes back to what they wanted to do. */
export async function confirmIdentity(previous: FormState, form: FormData): Promise<FormState> {
  const method = methods.find((name) => name === formText(form, 'method')) ?? 'password';
  const proof = method === 'password' ? { password: formText(form, 'password') } : { code: formText(form, 'code').replace(/\s/g, '') };
  const result = await callEndpoint(verifyStepUp, verifyHandler, { body: { method, ...proof } });
  if (result.ok) redirect(safeRedirect(form.get('redirect_to')));
  if (result.code === 'INVALID_CODE' && method !== 'password') return wrongCode(previous, method);
  return failedForm(result, { previous, values: {}, fields: { code: 'code', password: 'password', current_password: 'password' } });
}

/** Mails the code of somebody who has nothing else to confirm with. */
export async function mailStepUpCode(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(startStepUp, startHandler, { body: {} });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}
