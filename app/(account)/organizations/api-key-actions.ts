'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { failedKey, failedKeyChange, readKeyChange, readKeyForm, sampleOrganizationCall, shownOnce } from '#app/actions/key-form.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as rotateHandler } from '#app/api/v1/organizations/[organization_id]/api-keys/[api_key_id]/rotate/route.ts';
import {
  DELETE as revokeHandler,
  PATCH as updateHandler,
} from '#app/api/v1/organizations/[organization_id]/api-keys/[api_key_id]/route.ts';
import { POST as createHandler } from '#app/api/v1/organizations/[organization_id]/api-keys/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import type { KeyState } from '#components/keys/key-state.ts';
import * as contracts from '#lib/contracts/organization-keys.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import type { Permission } from '#lib/roles/catalogue.ts';

function pageOf(id: string): string {
  return `/organizations/${encodeURIComponent(id)}/api-keys`;
}

function pageOfKey({ organization_id: id, api_key_id: key }: ReturnType<typeof readParams>): string {
  return `${pageOf(id)}/${encodeURIComponent(key)}`;
}

/** Whose key a form is about, and which. */
function readParams(form: FormData) {
  return { organization_id: formText(form, 'id'), api_key_id: formText(form, 'key') };
}

/** Makes a key of an organization, which the page shows this once. */
export async function makeOrganizationKey(previous: KeyState, form: FormData): Promise<KeyState> {
  const id = formText(form, 'id');
  const { values, body } = readKeyForm(form);
  const scopes = body.scopes as readonly string[] as [Permission, ...Permission[]];
  const result = await callEndpoint(contracts.createOrganizationKey, createHandler, {
    params: { organization_id: id },
    body: { ...body, scopes },
  });
  stepUpFirst(result, `${pageOf(id)}/new`);
  if (!result.ok) return failedKey(result, previous, values);
  return shownOnce(previous, result.data.key, sampleOrganizationCall(id, result.data.scopes));
}

/** Puts a new key in the place of one, which the page shows this once. */
export async function rotateOrganizationKey(previous: KeyState, form: FormData): Promise<KeyState> {
  const params = readParams(form);
  const overlap = formText(form, 'overlap');
  const body = { overlap_seconds: Number(overlap) };
  const result = await callEndpoint(contracts.rotateOrganizationKey, rotateHandler, { params, body });
  stepUpFirst(result, `${pageOfKey(params)}/rotate`);
  if (!result.ok) return failedKey(result, previous, { overlap });
  return shownOnce(previous, result.data.key, sampleOrganizationCall(params.organization_id, result.data.scopes));
}

/** Changes a key's name, end, own limit, or from where it may be used. */
export async function changeOrganizationKey(previous: FormState, form: FormData): Promise<FormState> {
  const params = readParams(form);
  const { values, body } = readKeyChange(form);
  const result = await callEndpoint(contracts.updateOrganizationKey, updateHandler, { params, body });
  stepUpFirst(result, `${pageOfKey(params)}/edit`);
  if (!result.ok) return failedKeyChange(result, previous, values);
  redirect(`${pageOf(params.organization_id)}?notice=key_changed`);
}

/** Revokes a key. One that is gone already shows as gone. */
export async function revokeOrganizationKey(previous: FormState, form: FormData): Promise<FormState> {
  const params = readParams(form);
  const result = await callEndpoint(contracts.revokeOrganizationKey, revokeHandler, { params });
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${pageOf(params.organization_id)}?notice=key_revoked`);
}
