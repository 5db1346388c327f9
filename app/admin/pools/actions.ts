'use server';

import { redirect } from 'next/navigation';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as previewHandler } from '#app/api/v1/admin/pools/[pool]/preview/route.ts';
import { DELETE as deleteHandler, PATCH as updateHandler } from '#app/api/v1/admin/pools/[pool]/route.ts';
import { POST as createHandler } from '#app/api/v1/admin/pools/route.ts';
import { settingText } from '#components/admin/setting-controls.ts';
import type { SettingsFormState } from '#components/admin/settings-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { createPool as createContract, deletePool as deleteContract, previewPool, updatePool } from '#lib/contracts/pools.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { getPool } from '#lib/pools/list-pools.ts';
import { flattenSettings, nestSettings, type PoliciesPatch, policyNames } from '#lib/settings/settings.ts';
import { asksForPreview, postedSettings, previewedSettings, refusedSettings, settingTexts } from '../settings/posted-settings.ts';

const list = '/admin/pools';

function pageOf(pool: string): string {
  return `${list}/${encodeURIComponent(pool)}`;
}

export async function addPool(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, ['name', 'display_name']);
  const result = await callEndpoint(createContract, createHandler, { body: values });
  stepUpFirst(result, `${list}/new`);
  if (!result.ok) return failedForm(result, { previous, values, fields: { name: 'name', display_name: 'display_name' } });
  redirect(`${pageOf(result.data.name)}?notice=added`);
}

/** Saves what people read, unless somebody else saved since it was shown. */
export async function renamePool(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, ['display_name']);
  const pool = formText(form, 'pool');
  const result = await callEndpoint(updatePool, updateHandler, { params: { pool }, body: values, ifMatch: formText(form, 'version') });
  stepUpFirst(result, pageOf(pool));
  if (!result.ok) return failedForm(result, { previous, values, fields: { display_name: 'display_name' } });
  awaitApproval(result.data);
  redirect(`${pageOf(pool)}?notice=saved`);
}

/**
 * Saves what was changed in the form, or shows whom that would affect: what shows the same as before stays inherited, or as
 * it was.
 */
export async function savePolicies(pool: string, previous: SettingsFormState, form: FormData): Promise<SettingsFormState> {
  const texts = settingTexts(form, policyNames);
  const shown = flattenSettings((await getPool(pool)).policies);
  const changed = policyNames.filter((name) => texts[name] !== settingText(shown.get(name)));
  const request = { params: { pool }, body: { overrides: postedSettings(texts, changed) as PoliciesPatch } };
  const refused = (failure: Failure) => refusedSettings(failure, { previous, texts, within: 'overrides.' });
  if (asksForPreview(form)) {
    const preview = await callEndpoint(previewPool, previewHandler, request);
    return preview.ok ? previewedSettings(previous, texts, preview.data) : refused(preview);
  }
  const result = await callEndpoint(updatePool, updateHandler, { ...request, ifMatch: formText(form, 'version') });
  stepUpFirst(result, pageOf(pool));
  if (!result.ok) return refused(result);
  awaitApproval(result.data);
  redirect(`${pageOf(pool)}?notice=saved`);
}

/** Takes one value from the settings again. */
export async function inheritPolicy(pool: string, form: FormData): Promise<void> {
  const name = policyNames.find((known) => known === formText(form, 'setting'));
  if (!name) redirect(pageOf(pool));
  const body = { overrides: nestSettings(new Map([[name, null]])) as PoliciesPatch };
  const result = await callEndpoint(updatePool, updateHandler, { params: { pool }, body, ifMatch: formText(form, 'version') });
  stepUpFirst(result, pageOf(pool));
  if (result.ok) awaitApproval(result.data);
  redirect(result.ok ? `${pageOf(pool)}?notice=inherited` : `${pageOf(pool)}?error=${result.code}`);
}

/** Deletes a pool. One that is gone already shows as gone. */
export async function deletePool(previous: FormState, form: FormData): Promise<FormState> {
  const pool = formText(form, 'pool');
  const result = await callEndpoint(deleteContract, deleteHandler, { params: { pool } });
  stepUpFirst(result, `${pageOf(pool)}/delete`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${list}?notice=deleted`);
}
