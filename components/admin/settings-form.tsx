'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field, FieldMessage } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import type { SettingControl } from './setting-controls.ts';
import { SettingsPreview } from './settings-preview.tsx';
import { initialSettingsState, type SettingsFormState } from './settings-state.ts';

export type SettingView = {
  name: string;
  control: SettingControl;
  label: string;
  hint: string;
  /** As the form shows it. */
  value: string;
  options: { value: string; label: string }[];
  isChanged: boolean;
  /** "Set back to 8", for screen readers with the name of the setting. */
  reset: { text: string; label: string };
};

export type SettingGroupView = { id: string; title: string; text: string; settings: SettingView[] };

type SettingsFormProps = {
  groups: SettingGroupView[];
  version: number;
  canWrite: boolean;
  save: (previous: SettingsFormState, form: FormData) => Promise<SettingsFormState>;
  reset: (form: FormData) => Promise<void>;
  texts: {
    changed: string;
    byDefault: string;
    submit: string;
    preview: { ask: string; title: string };
    pending: string;
    error: FormErrorTexts;
  };
};

const resetForm = 'reset-setting';

/** All settings in one form. Setting one back is a form of its own: Enter in a field must save, not set back. */
export function SettingsForm({ groups, version, canWrite, save, reset, texts }: SettingsFormProps) {
  const [state, formAction] = useActionState(save, initialSettingsState);
  const current = (setting: SettingView) => (state.attempt > 0 ? (state.values[setting.name] ?? '') : setting.value);
  return (
    <>
      <form id={resetForm} action={reset} data-step-up hidden>
        <input type="hidden" name="version" value={version} />
      </form>
      <form key={state.attempt} action={formAction} data-step-up className="group">
        <input type="hidden" name="version" value={version} />
        <FormError problem={state.problem} texts={texts.error} />
        <fieldset disabled={!canWrite} className="min-w-0 space-y-6">
          {groups.map((group) => (
            <Card key={group.id} aria-labelledby={`group-${group.id}`}>
              <CardHeader>
                <div>
                  <CardTitle id={`group-${group.id}`}>{group.title}</CardTitle>
                  <CardDescription>{group.text}</CardDescription>
                </div>
              </CardHeader>
              <CardContent className="divide-y divide-line">
                {group.settings.map((setting) => (
                  <div key={setting.name} className="grid gap-x-8 gap-y-3 py-5 first:pt-0 last:pb-0 sm:grid-cols-[minmax(0,1fr)_11rem]">
                    <div className="min-w-0 max-w-lg">
                      <SettingInput setting={setting} value={current(setting)} error={state.fields[setting.name]} />
                    </div>
                    <div className="flex flex-row flex-wrap items-center gap-x-4 gap-y-2 sm:flex-col sm:items-end sm:justify-start">
                      <Badge tone={setting.isChanged ? 'accent' : 'neutral'}>{setting.isChanged ? texts.changed : texts.byDefault}</Badge>
                      {setting.isChanged && canWrite ? (
                        <button
                          type="submit"
                          form={resetForm}
                          name="setting"
                          value={setting.name}
                          aria-label={setting.reset.label}
                          className={`${buttonVariants({ variant: 'link', size: 'text' })} text-left text-sm sm:text-right`}
                        >
                          {setting.reset.text}
                        </button>
                      ) : null}
                    </div>
                  </div>
                ))}
              </CardContent>
            </Card>
          ))}
          {state.preview ? <SettingsPreview title={texts.preview.title} preview={state.preview} /> : null}
          {canWrite ? (
            <div className="flex flex-wrap gap-3">
              <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
              <SubmitButton variant="secondary" pendingLabel={texts.pending} name="intent" value="preview">
                {texts.preview.ask}
              </SubmitButton>
            </div>
          ) : null}
        </fieldset>
      </form>
    </>
  );
}

function SettingInput({ setting, value, error }: { setting: SettingView; value: string; error: string | undefined }) {
  const { name, label, hint, control, options } = setting;
  const wrong = error === undefined ? {} : { error };
  switch (control.kind) {
    case 'choice':
      return <SelectField name={name} label={label} hint={hint} options={options} defaultValue={value} {...wrong} />;
    case 'switch':
      return (
        <>
          <CheckboxField
            name={name}
            label={<span className="font-medium text-ink">{label}</span>}
            defaultChecked={value === 'on'}
            {...wrong}
          />
          <p className="mt-1.5 pl-[1.875rem] text-[0.8125rem] text-muted leading-5">{hint}</p>
        </>
      );
    case 'list':
      return <TextAreaField name={name} label={label} hint={hint} rows={3} defaultValue={value} spellCheck={false} {...wrong} />;
    case 'choices':
    case 'roles':
      return (
        <fieldset aria-describedby={`${name}-hint`} className="min-w-0">
          <legend className="mb-2 font-medium text-ink text-sm">{label}</legend>
          <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
            {options.map((option) => (
              <CheckboxField
                key={option.value}
                name={name}
                value={option.value}
                label={option.label}
                defaultChecked={value.split('\n').includes(option.value)}
              />
            ))}
          </div>
          <FieldMessage name={name} hint={hint} {...wrong} />
        </fieldset>
      );
    case 'day':
      return <Field name={name} label={label} hint={hint} type="date" defaultValue={value} {...wrong} />;
    default:
      return (
        <Field
          name={name}
          label={label}
          hint={hint}
          type="number"
          inputMode="numeric"
          min={control.min}
          max={control.max}
          required
          defaultValue={value}
          {...wrong}
        />
      );
  }
}
