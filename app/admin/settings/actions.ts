'use server';

import { redirect } from 'next/navigation';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formLines, formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as previewHandler } from '#app/api/v1/admin/settings/preview/route.ts';
import { POST as restoreHandler } from '#app/api/v1/admin/settings/restore/route.ts';
import { PATCH as updateHandler } from '#app/api/v1/admin/settings/route.ts';
import { settingControls, settingValue } from '#components/admin/setting-controls.ts';
import type { SettingsFormState } from '#components/admin/settings-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { previewSettings, restoreSettings, updateSettings } from '#lib/contracts/settings.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import type { SettingsPatch } from '#lib/settings/settings.ts';
import { nestSettings, type SettingName, settingNames } from '#lib/settings/settings.ts';
import { describePreview } from './describe-preview.ts';

const page = '/admin/settings';

/** Values by name as a body. The API checks each of them again. */
function patchOf(values: readonly (readonly [SettingName, unknown])[]): SettingsPatch {
  return nestSettings(new Map(values)) as SettingsPatch;
}

/** Saves the whole form, unless somebody else saved since it was shown; or shows whom that would affect. */
export async function saveSettings(previous: SettingsFormState, form: FormData): Promise<SettingsFormState> {
  const values = Object.fromEntries(settingNames.map((name) => [name, formLines(form, name)]));
  const body = patchOf(settingNames.map((name) => [name, settingValue(settingControls[name], values[name] ?? '')]));
  const refused = (failure: Failure) => {
    // A mistake in one entry of a list belongs to the list.
    const mistakes = failure.fields.map((field) => ({ ...field, path: field.path.split('.', 2).join('.') }));
    const fields = Object.fromEntries(settingNames.map((name) => [name, name]));
    return failedForm({ ...failure, fields: mistakes }, { previous, values, fields });
  };
  if (formText(form, 'intent') === 'preview') {
    const preview = await callEndpoint(previewSettings, previewHandler, { body });
    if (!preview.ok) return refused(preview);
    const state = { attempt: previous.attempt + 1, values, fields: {}, problem: null, outcome: 'preview' };
    return { ...state, preview: await describePreview(preview.data) };
  }
  const result = await callEndpoint(updateSettings, updateHandler, { body, ifMatch: formText(form, 'version') });
  stepUpFirst(result, page);
  if (!result.ok) return refused(result);
  awaitApproval(result.data);
  redirect(`${page}?notice=saved`);
}

/** Sets one setting back to its default. */
export async function resetSetting(form: FormData): Promise<void> {
  const name = settingNames.find((known) => known === formText(form, 'setting'));
  if (!name) redirect(page);
  const result = await callEndpoint(updateSettings, updateHandler, { body: patchOf([[name, null]]), ifMatch: formText(form, 'version') });
  stepUpFirst(result, page);
  if (result.ok) awaitApproval(result.data);
  redirect(result.ok ? `${page}?notice=reset` : `${page}?error=${result.code}`);
}

/** Brings back all settings of an earlier version. */
export async function restoreVersion(previous: FormState, form: FormData): Promise<FormState> {
  const version = Number(formText(form, 'version'));
  const result = await callEndpoint(restoreSettings, restoreHandler, { body: { version }, ifMatch: formText(form, 'current') });
  stepUpFirst(result, `${page}/restore/${version}`);
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  awaitApproval(result.data);
  redirect(`${page}?notice=restored`);
}
