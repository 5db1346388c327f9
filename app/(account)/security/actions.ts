'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as changePasswordHandler } from '#app/api/v1/auth/change-password/route.ts';
import { POST as forgotHandler } from '#app/api/v1/auth/forgot-password/route.ts';
import { DELETE as cancelRecoveryHandler } from '#app/api/v1/users/me/recovery/route.ts';
import { DELETE as revokeHandler } from '#app/api/v1/users/me/trusted-devices/[device_id]/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { requireUser } from '#lib/auth/require.ts';
import { changePassword as changeContract, forgotPassword } from '#lib/contracts/auth.ts';
import { revokeTrustedDevice } from '#lib/contracts/factors.ts';
import { cancelOwnRecovery } from '#lib/contracts/recovery.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Sets another password with the current one. */
export async function changePassword(previous: FormState, form: FormData): Promise<FormState> {
  const revokeOthers = formText(form, 'revoke_other_sessions') === 'on';
  const result = await callEndpoint(changeContract, changePasswordHandler, {
    body: {
      current_password: formText(form, 'current_password'),
      new_password: formText(form, 'new_password'),
      revoke_other_sessions: revokeOthers,
    },
  });
  if (!result.ok) {
    const fields = { current_password: 'current_password', new_password: 'new_password' };
    return failedForm(result, { previous, values: { revoke_other_sessions: revokeOthers ? 'on' : '' }, fields });
  }
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'changed' };
}

/** Mails the link to set a first password to the person's own address. */
export async function mailPasswordLink(previous: FormState): Promise<FormState> {
  const { user } = await requireUser();
  const result = await callEndpoint(forgotPassword, forgotHandler, { body: { email: user.email ?? '' } });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
}

/** Takes the trust back from one browser. One that is gone already shows as gone in the list. */
export async function distrustBrowser(form: FormData): Promise<void> {
  const result = await callEndpoint(revokeTrustedDevice, revokeHandler, { params: { device_id: formText(form, 'device_id') } });
  stepUpFirst(result, '/security');
  redirect('/security?notice=untrusted');
}

/** Stops the removal of the second factors. One that is over already shows as over. */
export async function cancelRecovery(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(cancelOwnRecovery, cancelRecoveryHandler);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect('/security?notice=recovery_cancelled');
}
