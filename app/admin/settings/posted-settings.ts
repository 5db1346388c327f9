import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formLines, formText } from '#app/actions/form-text.ts';
import { settingControls, settingValue } from '#components/admin/setting-controls.ts';
import type { SettingsFormState } from '#components/admin/settings-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import type { SettingsPreviewShape } from '#lib/contracts/settings.ts';
import { nestSettings, type SettingName } from '#lib/settings/settings.ts';
import { describePreview } from './describe-preview.ts';

/** What the form has for each setting, as it was typed. */
export function settingTexts<Name extends SettingName>(form: FormData, names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, formLines(form, name)])) as Record<Name, string>;
}

/** The same as the API wants it. */
export function postedSettings<Name extends SettingName>(texts: Record<Name, string>, names: readonly Name[]) {
  return nestSettings(new Map(names.map((name) => [name, settingValue(settingControls[name], texts[name])])));
}

/** Whether the form asks whom it would affect, instead of saving it. */
export function asksForPreview(form: FormData): boolean {
  return formText(form, 'intent') === 'preview';
}

/** A refusal beside the settings that it names; `within`: where the body has the settings. */
export function refusedSettings(
  failure: Failure,
  { previous, texts, within = '' }: { previous: FormState; texts: Record<string, string>; within?: string },
): Promise<FormState> {
  // A mistake in one entry of a list belongs to the list.
  const settingOf = (path: string) =>
    path
      .slice(path.startsWith(within) ? within.length : 0)
      .split('.', 2)
      .join('.');
  const mistakes = failure.fields.map((field) => ({ ...field, path: settingOf(field.path) }));
  const fields = Object.fromEntries(Object.keys(texts).map((name) => [name, name]));
  return failedForm({ ...failure, fields: mistakes }, { previous, values: texts, fields });
}

/** The form as it was typed, and whom it would affect. */
export async function previewedSettings(
  previous: FormState,
  texts: Record<string, string>,
  preview: SettingsPreviewShape,
): Promise<SettingsFormState> {
  const state = { attempt: previous.attempt + 1, values: texts, fields: {}, problem: null, outcome: 'preview' };
  return { ...state, preview: await describePreview(preview) };
}
