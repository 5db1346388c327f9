'use server';

import { redirect } from 'next/navigation';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as previewHandler } from '#app/api/v1/admin/settings/preview/route.ts';
import { POST as restoreHandler } from '#app/api/v1/admin/settings/restore/route.ts';
import { PATCH as updateHandler } from '#app/api/v1/admin/settings/route.ts';
import type { SettingsFormState } from '#components/admin/settings-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { previewSettings, restoreSettings, updateSettings } from '#lib/contracts/settings.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import type { SettingsPatch } from '#lib/settings/settings.ts';
import { nestSettings, settingNames } from '#lib/settings/settings.ts';
import { asksForPreview, postedSettings, previewedSettings, refusedSettings, settingTexts } from './posted-settings.ts';

const page = '/admin/settings';

/** Saves the whole form, unless somebody else saved since it was shown; or shows whom that would affect. */
export async function saveSettings(previous: SettingsFormState, form: FormData): Promise<SettingsFormState> {
  const texts = settingTexts(form, settingNames);
  // The API checks each of them again.
  const body = postedSettings(texts, settingNames) as SettingsPatch;
  if (asksForPreview(form)) {
    const preview = await callEndpoint(previewSettings, previewHandler, { body });
    return preview.ok ? previewedSettings(previous, texts, preview.data) : refusedSettings(preview, { previous, texts });
  }
  const result = await callEndpoint(updateSettings, updateHandler, { body, ifMatch: formText(form, 'version') });
  stepUpFirst(result, page);
  if (!result.ok) return refusedSettings(result, { previous, texts });
  awaitApproval(result.data);
  redirect(`${page}?notice=saved`);
}

/** Sets one setting back to its default. */
export async function resetSetting(form: FormData): Promise<void> {
  const name = settingNames.find((known) => known === formText(form, 'setting'));
  if (!name) redirect(page);
  const body = nestSettings(new Map([[name, null]])) as SettingsPatch;
  const result = await callEndpoint(updateSettings, updateHandler, { body, ifMatch: formText(form, 'version') });
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
