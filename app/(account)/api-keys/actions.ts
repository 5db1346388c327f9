'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { failedKey, failedKeyChange, readKeyChange, readKeyForm, sampleCall, shownOnce } from '#app/actions/key-form.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as rotateHandler } from '#app/api/v1/users/me/api-keys/[api_key_id]/rotate/route.ts';
import { DELETE as revokeHandler, PATCH as updateHandler } from '#app/api/v1/users/me/api-keys/[api_key_id]/route.ts';
import { POST as createHandler } from '#app/api/v1/users/me/api-keys/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import type { KeyState } from '#components/keys/key-state.ts';
import { createApiKey, revokeApiKey, rotateApiKey, updateApiKey } from '#lib/contracts/api-keys.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/api-keys';

/** Makes a key, which the page shows this once. */
export async function makeKey(previous: KeyState, form: FormData): Promise<KeyState> {
  const { values, body } = readKeyForm(form);
  const result = await callEndpoint(createApiKey, createHandler, { body });
  stepUpFirst(result, `${page}/new`);
  return result.ok ? shownOnce(previous, result.data.key, sampleCall(result.data.scopes)) : failedKey(result, previous, values);
}

/** Puts a new key in the place of one, which the page shows this once. */
export async function rotateKey(previous: KeyState, form: FormData): Promise<KeyState> {
  const id = formText(form, 'id');
  const overlap = formText(form, 'overlap');
  const body = { overlap_seconds: Number(overlap) };
  const result = await callEndpoint(rotateApiKey, rotateHandler, { params: { api_key_id: id }, body });
  stepUpFirst(result, `${page}/${encodeURIComponent(id)}/rotate`);
  return result.ok ? shownOnce(previous, result.data.key, sampleCall(result.data.scopes)) : failedKey(result, previous, { overlap });
}

/** Changes a key's name, end, own limit, or from where it may be used. */
export async function changeKey(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const { values, body } = readKeyChange(form);
  const result = await callEndpoint(updateApiKey, updateHandler, { params: { api_key_id: id }, body });
  stepUpFirst(result, `${page}/${encodeURIComponent(id)}/edit`);
  if (!result.ok) return failedKeyChange(result, previous, values);
  redirect(`${page}?notice=changed`);
}

/** Revokes a key. One that is gone already shows as gone. */
export async function revokeKey(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(revokeApiKey, revokeHandler, { params: { api_key_id: formText(form, 'id') } });
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${page}?notice=revoked`);
}
