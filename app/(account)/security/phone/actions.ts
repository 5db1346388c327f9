'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as confirmHandler } from '#app/api/v1/users/me/phone/confirm/route.ts';
import { DELETE as removeHandler, POST as requestHandler } from '#app/api/v1/users/me/phone/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { confirmPhone, removePhone, requestPhone } from '#lib/contracts/users.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/security/phone';

async function send(previous: FormState, phone: string): Promise<FormState> {
  const result = await callEndpoint(requestPhone, requestHandler, { body: { phone } });
  stepUpFirst(result, page);
  if (!result.ok) return failedForm(result, { previous, values: { phone }, fields: { phone: 'phone' } });
  return { attempt: previous.attempt + 1, values: { phone }, fields: {}, problem: null, outcome: 'sent' };
}

/** Sends a code to the number, then takes the code. */
export async function changePhone(previous: FormState, form: FormData): Promise<FormState> {
  if (formText(form, 'step') !== 'confirm') return send(previous, formText(form, 'phone').trim());
  const waiting = { values: previous.values, outcome: 'sent' };
  const code = formText(form, 'code').replace(/\s/g, '');
  const result = await callEndpoint(confirmPhone, confirmHandler, { body: { code } });
  if (result.ok) redirect('/security?notice=phone_confirmed');
  if (result.code === 'INVALID_CODE') return { ...(await wrongCode(previous, 'sms')), ...waiting };
  if (result.code === 'CONFLICT') {
    const t = await getTranslations('security');
    return { ...previous, attempt: previous.attempt + 1, fields: { phone: t('phoneTaken') }, problem: null, outcome: null };
  }
  return { ...(await failedForm(result, { previous, values: {}, fields: { code: 'code' } })), ...waiting };
}

/** Takes the number away. One that is gone already shows as gone. */
export async function forgetPhone(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(removePhone, removeHandler, {});
  stepUpFirst(result, `${page}/remove`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect('/security?notice=phone_removed');
}
