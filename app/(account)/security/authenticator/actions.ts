'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { wrongCode } from '#app/actions/wrong-code.ts';
import { POST as disableHandler } from '#app/api/v1/auth/2fa/disable/route.ts';
import { POST as enableHandler } from '#app/api/v1/auth/2fa/enable/route.ts';
import { POST as setupHandler } from '#app/api/v1/auth/2fa/setup/route.ts';
import type { SetupState } from '#components/account/setup-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { disableFactor, enableFactor, setupFactor } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/security/authenticator';

async function begin(previous: SetupState): Promise<SetupState> {
  const result = await callEndpoint(setupFactor, setupHandler, { body: { method: 'totp' } });
  stepUpFirst(result, page);
  if (!result.ok) return { ...(await failedForm(result, { previous, values: {}, fields: {} })), setup: null, codes: null };
  if (!('secret' in result.data)) throw new Error('The set-up of an app answers its secret.');
  const { setup_id: id, secret, otpauth_url: link, qr_svg: svg } = result.data;
  const setup = { id, secret, link, picture: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: null, setup, codes: null };
}

/**
 * Both steps of the set-up in one action, so that its state, the picture included, goes from form to form where no
 * script runs: first a set-up is begun, then a code from the app switches it on and brings the backup codes.
 */
export async function setUpAuthenticator(previous: SetupState, form: FormData): Promise<SetupState> {
  const code = formText(form, 'code').replace(/\s/g, '');
  if (formText(form, 'step') !== 'enable' || !previous.setup) return begin(previous);
  const result = await callEndpoint(enableFactor, enableHandler, { body: { setup_id: previous.setup.id, code } });
  stepUpFirst(result, page);
  if (result.ok) {
    const done = { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'enabled' };
    // Codes come with the first factor only.
    if (!result.data.backup_codes) redirect('/security?notice=factor_on');
    return { ...done, setup: null, codes: result.data.backup_codes };
  }
  if (result.code === 'INVALID_CODE') return { ...(await wrongCode(previous, 'totp')), setup: previous.setup, codes: null };
  const failed = await failedForm(result, { previous, values: {}, fields: { code: 'code' } });
  return { ...failed, setup: result.code === 'NOT_FOUND' ? null : previous.setup, codes: null };
}

/** Switches the authenticator app off. One that is off already shows as off. */
export async function removeAuthenticator(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(disableFactor, disableHandler, { body: { method: 'totp' } });
  stepUpFirst(result, `${page}/remove`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect('/security?notice=removed');
}
