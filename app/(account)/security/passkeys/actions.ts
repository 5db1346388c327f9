'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as disableHandler } from '#app/api/v1/auth/2fa/disable/route.ts';
import { POST as enableHandler } from '#app/api/v1/auth/2fa/enable/route.ts';
import { DELETE as removeHandler, PATCH as renameHandler } from '#app/api/v1/users/me/passkeys/[passkey_id]/route.ts';
import type { SetupState } from '#components/account/setup-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { disableFactor, enableFactor } from '#lib/contracts/factors.ts';
import { removePasskey as removeContract, renamePasskey as renameContract } from '#lib/contracts/passkeys.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/security/passkeys';
const method = 'passkey';

/** Gives a passkey another name. */
export async function renamePasskey(form: FormData): Promise<void> {
  const params = { passkey_id: formText(form, 'passkey_id') };
  const result = await callEndpoint(renameContract, renameHandler, { params, body: { name: formText(form, 'name') } });
  stepUpFirst(result, '/security');
  redirect(result.ok ? '/security?notice=passkey_renamed' : '/security');
}

/** Removes a passkey. One that is gone already shows as gone; the last way in stays, and the page says so. */
export async function removePasskey(form: FormData): Promise<void> {
  const result = await callEndpoint(removeContract, removeHandler, { params: { passkey_id: formText(form, 'passkey_id') } });
  stepUpFirst(result, '/security');
  if (!result.ok && result.code === 'LAST_SIGN_IN_METHOD') redirect('/security?notice=passkey_last');
  if (!result.ok && result.code === 'CONFLICT') redirect('/security?notice=passkey_required');
  redirect('/security?notice=passkey_removed');
}

/** Asks for a passkey after the password from now on. With the first factor come the backup codes, shown this once. */
export async function askForPasskey(previous: SetupState): Promise<SetupState> {
  const result = await callEndpoint(enableFactor, enableHandler, { body: { method } });
  stepUpFirst(result, page);
  if (!result.ok) return { ...(await failedForm(result, { previous, values: {}, fields: {} })), setup: null, codes: null };
  const codes = result.data.backup_codes;
  if (!codes) redirect('/security?notice=passkey_asked');
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'enabled', setup: null, codes };
}

/** Asks for the password only, as far as passkeys are concerned. */
export async function askNoPasskey(previous: FormState): Promise<FormState> {
  const result = await callEndpoint(disableFactor, disableHandler, { body: { method } });
  stepUpFirst(result, page);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect('/security?notice=passkey_not_asked');
}
