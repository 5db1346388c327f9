'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as cancelHandler } from '#app/api/v1/auth/recovery/cancel/route.ts';
import { POST as completeHandler } from '#app/api/v1/auth/recovery/complete/route.ts';
import { POST as confirmHandler } from '#app/api/v1/auth/recovery/confirm/route.ts';
import { POST as requestHandler } from '#app/api/v1/auth/recovery/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { currentActor } from '#lib/auth/require.ts';
import { cancelRecovery, completeRecovery, confirmRecovery, requestRecovery } from '#lib/contracts/recovery.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Mails the next link, for the challenge that this browser carries. */
export async function mailRecoveryLink(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(requestRecovery, requestHandler, { body: {} });
  if (!result.ok) {
    if (result.code === 'INVALID_TOKEN') redirect(await signInPath('/login?notice=challenge_expired', ''));
    return failedForm(result, { previous, values: {}, fields: {} });
  }
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}

/** Begins the waiting period; the token comes from the form, so opening the link alone does nothing. */
export async function beginRecovery(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(confirmRecovery, confirmHandler, { body: { token: formText(form, 'token') } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  redirect(await signInPath('/login?notice=recovery_waiting', ''));
}

/** Stops the recovery with the link of a notice. */
export async function stopRecovery(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(cancelRecovery, cancelHandler, { body: { token: formText(form, 'token') } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  redirect((await currentActor()) ? '/security?notice=recovery_cancelled' : await signInPath('/login?notice=recovery_cancelled', ''));
}

/** Removes the second factors; the next sign-in leads to setting up a new one. */
export async function finishRecovery(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(completeRecovery, completeHandler, { body: { token: formText(form, 'token') } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  redirect(await signInPath('/login?notice=recovered', '/security/authenticator'));
}
