'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as disableHandler } from '#app/api/v1/auth/2fa/disable/route.ts';
import { POST as enableHandler } from '#app/api/v1/auth/2fa/enable/route.ts';
import { POST as setupHandler } from '#app/api/v1/auth/2fa/setup/route.ts';
import type { CodeSetupState } from '#components/account/code-factor-setup.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { disableFactor, enableFactor, setupFactor } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

type Method = 'sms' | 'email';

const pages = { sms: '/security/text-messages', email: '/security/email-codes' } as const;

/** Why codes by mail would be no second step for this person. */
const emailRefusals: Partial<Record<string, 'needsPassword' | 'passkeyNeedsPassword'>> = {
  email_only: 'needsPassword',
  passkey_or_email: 'passkeyNeedsPassword',
};

async function begin(previous: CodeSetupState, method: Method): Promise<CodeSetupState> {
  const result = await callEndpoint(setupFactor, setupHandler, { body: { method } });
  stepUpFirst(result, pages[method]);
  if (result.ok)
    return {
      attempt: previous.attempt + 1,
      values: {},
      fields: {},
      problem: null,
      outcome: 'sent',
      setupId: result.data.setup_id,
      codes: null,
    };
  const failed = await failedForm(result, { previous, values: {}, fields: {} });
  const refusal = method === 'email' ? emailRefusals[result.reason ?? ''] : 'textsNeedPhone';
  if (result.code !== 'CONFLICT' || !failed.problem || !refusal) return { ...failed, setupId: null, codes: null };
  const t = await getTranslations('security');
  const message = t(refusal);
  return { ...failed, problem: { ...failed.problem, message, remedy: null }, setupId: null, codes: null };
}

/** Both steps of the set-up in one action, so that its state goes from form to form where no script runs. */
async function setUp(previous: CodeSetupState, form: FormData, method: Method): Promise<CodeSetupState> {
  const { setupId } = previous;
  if (formText(form, 'step') !== 'enable' || !setupId) return begin(previous, method);
  const code = formText(form, 'code').replace(/\s/g, '');
  const result = await callEndpoint(enableFactor, enableHandler, { body: { setup_id: setupId, code } });
  stepUpFirst(result, pages[method]);
  if (result.ok) {
    if (!result.data.backup_codes) redirect('/security?notice=factor_on');
    const done = { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'enabled' };
    return { ...done, setupId: null, codes: result.data.backup_codes };
  }
  if (result.code === 'INVALID_CODE') return { ...(await wrongCode(previous, method)), setupId, codes: null };
  const failed = await failedForm(result, { previous, values: {}, fields: { code: 'code' } });
  return { ...failed, setupId: result.code === 'NOT_FOUND' ? null : setupId, codes: null };
}

/** Sets text messages up as a second step. */
export async function setUpTextMessages(previous: CodeSetupState, form: FormData): Promise<CodeSetupState> {
  return setUp(previous, form, 'sms');
}

/** Sets codes by mail up as a second step. */
export async function setUpEmailCodes(previous: CodeSetupState, form: FormData): Promise<CodeSetupState> {
  return setUp(previous, form, 'email');
}

async function switchOff(previous: FormState, method: Method): Promise<FormState> {
  const result = await callEndpoint(disableFactor, disableHandler, { body: { method } });
  stepUpFirst(result, `${pages[method]}/remove`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect('/security?notice=removed');
}

/** Switches text messages off. Those that are off already show as off. */
export async function removeTextMessages(previous: FormState): Promise<FormState> {
  return switchOff(previous, 'sms');
}

/** Switches codes by mail off. Those that are off already show as off. */
export async function removeEmailCodes(previous: FormState): Promise<FormState> {
  return switchOff(previous, 'email');
}
