'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { forgetPendingEmail } from '#app/actions/pending-email.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/2fa/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { verifySecondFactor } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Finishes the sign-in whose challenge this browser carries in its cookie. */
export async function proveSecondFactor(previous: FormState, form: FormData): Promise<FormState> {
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const method = formText(form, 'method') === 'backup_code' ? 'backup_code' : 'totp';
  const trust = formText(form, 'trust_device') === 'on';
  const code = formText(form, 'code').replace(/\s/g, '');
  const result = await callEndpoint(verifySecondFactor, verifyHandler, { body: { method, code, trust_device: trust } });
  if (!result.ok) {
    if (result.code === 'INVALID_TOKEN') redirect(withRedirect('/login?notice=challenge_expired', redirectTo));
    const values = { trust_device: trust ? 'on' : '' };
    if (result.code === 'INVALID_CODE') return { ...(await wrongCode(previous, method)), values };
    return failedForm(result, { previous, values, fields: { code: 'code' } });
  }
  await forgetPendingEmail();
  redirect(redirectTo);
}
