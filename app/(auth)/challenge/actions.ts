'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { passkeyAnswer, refusedPasskey } from '#app/actions/passkey-answer.ts';
import { forgetPendingEmail } from '#app/actions/pending-email.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as challengeHandler } from '#app/api/v1/auth/2fa/challenge/route.ts';
import { POST as verifyHandler } from '#app/api/v1/auth/2fa/verify/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { startSecondFactor, verifySecondFactor } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const methods = ['passkey', 'totp', 'sms', 'email', 'backup_code'] as const;

/** Sends the code of the challenge that this browser carries, by text message or by mail. */
export async function sendCode(previous: FormState, form: FormData): Promise<FormState> {
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const method = formText(form, 'method') === 'sms' ? 'sms' : 'email';
  const result = await callEndpoint(startSecondFactor, challengeHandler, { body: { method } });
  if (result.ok) return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'sent' };
  if (result.code === 'INVALID_TOKEN') redirect(await signInPath('/login?notice=challenge_expired', redirectTo));
  return failedForm(result, { previous, values: {}, fields: {} });
}

/** Finishes the sign-in whose challenge this browser carries in its cookie. */
export async function proveSecondFactor(previous: FormState, form: FormData): Promise<FormState> {
  const redirectTo = safeRedirect(form.get('redirect_to'));
  const method = methods.find((name) => name === formText(form, 'method')) ?? 'totp';
  const trust = formText(form, 'trust_device') === 'on';
  const proof = method === 'passkey' ? { credential: passkeyAnswer(form) } : { code: formText(form, 'code').replace(/\s/g, '') };
  const result = await callEndpoint(verifySecondFactor, verifyHandler, { body: { method, ...proof, trust_device: trust } });
  if (!result.ok) {
    if (result.code === 'INVALID_TOKEN') redirect(await signInPath('/login?notice=challenge_expired', redirectTo));
    const values = { trust_device: trust ? 'on' : '' };
    if (method === 'passkey') return refusedPasskey(result, previous, values);
    if (result.code === 'INVALID_CODE') return { ...(await wrongCode(previous, method)), values };
    return failedForm(result, { previous, values, fields: { code: 'code' } });
  }
  await forgetPendingEmail();
  redirect(redirectTo);
}
