'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { passkeyAnswer, refusedPasskey } from '#app/actions/passkey-answer.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as startHandler } from '#app/api/v1/auth/step-up/route.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/step-up/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { startStepUp, verifyStepUp } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const methods = ['passkey', 'password', 'totp', 'sms', 'email', 'backup_code'] as const;

async function checkProof(previous: FormState, form: FormData): Promise<{ freshUntil: string } | { failed: FormState }> {
  const method = methods.find((name) => name === formText(form, 'method')) ?? 'password';
  const proof =
    method === 'passkey'
      ? { credential: passkeyAnswer(form) }
      : method === 'password'
        ? { password: formText(form, 'password') }
        : { code: formText(form, 'code').replace(/\s/g, '') };
  const result = await callEndpoint(verifyStepUp, verifyHandler, { body: { method, ...proof } });
  if (result.ok) return { freshUntil: result.data.fresh_until };
  if (method === 'passkey') return { failed: await refusedPasskey(result, previous) };
  if (result.code === 'INVALID_CODE' && method !== 'password') return { failed: await wrongCode(previous, method) };
  const fields = { code: 'code', password: 'password', current_password: 'password' };
  return { failed: await failedForm(result, { previous, values: {}, fields }) };
}

/** Confirms that it is the person who is signed in, then goes back to what they wanted to do. */
export async function confirmIdentity(previous: FormState, form: FormData): Promise<FormState> {
  const checked = await checkProof(previous, form);
  if ('failed' in checked) return checked.failed;
  redirect(safeRedirect(form.get('redirect_to')));
}

/** The same without leaving the page; answers until when the proof counts. */
export async function confirmIdentityHere(previous: FormState, form: FormData): Promise<FormState> {
  const checked = await checkProof(previous, form);
  if ('failed' in checked) return checked.failed;
  const values = { fresh_until: checked.freshUntil };
  return { attempt: previous.attempt + 1, values, fields: {}, problem: null, outcome: 'confirmed' };
}

/** Sends a code by text message or by mail. */
export async function sendStepUpCode(previous: FormState, form: FormData): Promise<FormState> {
  const method = formText(form, 'method') === 'sms' ? 'sms' : 'email';
  const result = await callEndpoint(startStepUp, startHandler, { body: { method } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}
