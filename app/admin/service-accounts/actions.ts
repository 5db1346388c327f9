'use server';

import { redirect } from 'next/navigation';
import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import {
  failedKey,
  failedKeyChange,
  readKeyChange,
  readKeyForm,
  sampleCall,
  sampleTokenRequest,
  shownOnce,
} from '#app/actions/key-form.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as rotateKeyHandler } from '#app/api/v1/admin/service-accounts/[service_account_id]/api-keys/[api_key_id]/rotate/route.ts';
import {
  DELETE as revokeKeyHandler,
  PATCH as updateKeyHandler,
} from '#app/api/v1/admin/service-accounts/[service_account_id]/api-keys/[api_key_id]/route.ts';
import { POST as createKeyHandler } from '#app/api/v1/admin/service-accounts/[service_account_id]/api-keys/route.ts';
import { DELETE as revokeSecretHandler } from '#app/api/v1/admin/service-accounts/[service_account_id]/client-secrets/[client_secret_id]/route.ts';
import { POST as createSecretHandler } from '#app/api/v1/admin/service-accounts/[service_account_id]/client-secrets/route.ts';
import { DELETE as deleteHandler, PATCH as updateHandler } from '#app/api/v1/admin/service-accounts/[service_account_id]/route.ts';
import { POST as createHandler } from '#app/api/v1/admin/service-accounts/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import type { KeyState } from '#components/keys/key-state.ts';
import { scopeFieldName } from '#components/keys/scope-choice.tsx';
import {
  createClientSecret,
  createServiceAccount,
  createServiceAccountKey,
  deleteServiceAccount,
  revokeClientSecret,
  revokeServiceAccountKey,
  rotateServiceAccountKey,
  updateServiceAccount,
  updateServiceAccountKey,
} from '#lib/contracts/service-accounts.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { allPermissions, type Permission } from '#lib/roles/catalogue.ts';

const list = '/admin/service-accounts';

function pageOf(id: string): string {
  return `${list}/${encodeURIComponent(id)}`;
}

function readForm(form: FormData) {
  const [name, description] = [formText(form, 'name'), formText(form, 'description')];
  const chosen = allPermissions.filter((permission) => formText(form, scopeFieldName(permission)) === 'on');
  const values: Record<string, string> = { name, description };
  for (const permission of chosen) values[scopeFieldName(permission)] = 'on';
  return { values, body: { name, description, permissions: chosen as [Permission, ...Permission[]] } };
}

function refused(failure: Failure, previous: FormState, values: Record<string, string>): Promise<FormState> {
  const mistakes = failure.fields.map((field) => ({ ...field, path: field.path.split('.', 1)[0] ?? '' }));
  const fields = { name: 'name', description: 'description', permissions: 'scopes' };
  return failedForm({ ...failure, fields: mistakes }, { previous, values, fields });
}

export async function addAccount(previous: FormState, form: FormData): Promise<FormState> {
  const { values, body } = readForm(form);
  const result = await callEndpoint(createServiceAccount, createHandler, { body });
  stepUpFirst(result, `${list}/new`);
  if (!result.ok) return refused(result, previous, values);
  redirect(`${pageOf(result.data.id)}?notice=added`);
}

export async function saveAccount(previous: FormState, form: FormData): Promise<FormState> {
  const { values, body } = readForm(form);
  const id = formText(form, 'id');
  const result = await callEndpoint(updateServiceAccount, updateHandler, { params: { service_account_id: id }, body });
  stepUpFirst(result, `${pageOf(id)}/edit`);
  if (!result.ok) return refused(result, previous, values);
  redirect(`${pageOf(id)}?notice=saved`);
}

/** Switches an account off or on. */
export async function switchAccount(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const enabled = formText(form, 'enabled') === 'on';
  const result = await callEndpoint(updateServiceAccount, updateHandler, { params: { service_account_id: id }, body: { enabled } });
  stepUpFirst(result, pageOf(id));
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${pageOf(id)}?notice=${enabled ? 'enabled' : 'disabled'}`);
}

/** Deletes an account. One that is gone already shows as gone. */
export async function deleteAccount(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const result = await callEndpoint(deleteServiceAccount, deleteHandler, { params: { service_account_id: id } });
  stepUpFirst(result, `${pageOf(id)}/delete`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${list}?notice=deleted`);
}

/** Makes a client secret, which the page shows this once. */
export async function makeSecret(previous: KeyState, form: FormData): Promise<KeyState> {
  const id = formText(form, 'id');
  const overlap = formText(form, 'overlap');
  const body = { overlap_seconds: Number(overlap) };
  const result = await callEndpoint(createClientSecret, createSecretHandler, { params: { service_account_id: id }, body });
  stepUpFirst(result, `${pageOf(id)}/client-secrets/new`);
  if (!result.ok) return failedKey(result, previous, { overlap });
  return shownOnce(previous, result.data.client_secret, sampleTokenRequest(result.data.client_id));
}

export async function revokeSecret(previous: FormState, form: FormData): Promise<FormState> {
  const [id, secret] = [formText(form, 'id'), formText(form, 'secret')];
  const params = { service_account_id: id, client_secret_id: secret };
  const result = await callEndpoint(revokeClientSecret, revokeSecretHandler, { params });
  stepUpFirst(result, `${pageOf(id)}/client-secrets/${encodeURIComponent(secret)}/revoke`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${pageOf(id)}?notice=secret_revoked`);
}

/** Makes a key of an account, which the page shows this once. */
export async function makeAccountKey(previous: KeyState, form: FormData): Promise<KeyState> {
  const id = formText(form, 'id');
  const { values, body } = readKeyForm(form);
  const scopes = allPermissions.filter((permission) => body.scopes.some((scope) => scope === permission));
  const result = await callEndpoint(createServiceAccountKey, createKeyHandler, {
    params: { service_account_id: id },
    body: { ...body, scopes },
  });
  stepUpFirst(result, `${pageOf(id)}/api-keys/new`);
  if (!result.ok) return failedKey(result, previous, values);
  return shownOnce(previous, result.data.key, sampleCall(result.data.scopes));
}

/** Puts a new key in the place of one, which the page shows this once. */
export async function rotateAccountKey(previous: KeyState, form: FormData): Promise<KeyState> {
  const [id, key, overlap] = [formText(form, 'id'), formText(form, 'key'), formText(form, 'overlap')];
  const params = { service_account_id: id, api_key_id: key };
  const body = { overlap_seconds: Number(overlap) };
  const result = await callEndpoint(rotateServiceAccountKey, rotateKeyHandler, { params, body });
  stepUpFirst(result, `${pageOf(id)}/api-keys/${encodeURIComponent(key)}/rotate`);
  if (!result.ok) return failedKey(result, previous, { overlap });
  return shownOnce(previous, result.data.key, sampleCall(result.data.scopes));
}

/** Changes the name, the end or the own limit of a key of an account, or from where it may be used. */
export async function changeAccountKey(previous: FormState, form: FormData): Promise<FormState> {
  const [id, key] = [formText(form, 'id'), formText(form, 'key')];
  const { values, body } = readKeyChange(form);
  const params = { service_account_id: id, api_key_id: key };
  const result = await callEndpoint(updateServiceAccountKey, updateKeyHandler, { params, body });
  stepUpFirst(result, `${pageOf(id)}/api-keys/${encodeURIComponent(key)}/edit`);
  if (!result.ok) return failedKeyChange(result, previous, values);
  redirect(`${pageOf(id)}?notice=key_changed`);
}

export async function revokeAccountKey(previous: FormState, form: FormData): Promise<FormState> {
  const [id, key] = [formText(form, 'id'), formText(form, 'key')];
  const params = { service_account_id: id, api_key_id: key };
  const result = await callEndpoint(revokeServiceAccountKey, revokeKeyHandler, { params });
  stepUpFirst(result, `${pageOf(id)}/api-keys/${encodeURIComponent(key)}/revoke`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${pageOf(id)}?notice=key_revoked`);
}
