'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { startTransition, useActionState, useEffect, useRef } from 'react';
import { useForm } from 'react-hook-form';
import { Field } from '#components/forms/field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { localeChoices } from '#lib/i18n/locales.ts';
import { type ProfileFields, type profileFieldNames, profileFormSchema } from './profile-schema.ts';

type ProfileFormProps = { action: FormAction; profile: ProfileFields; timezones: string[] };

/** The browser checks with the contract's own schema before sending; without a script the server action does the same. */
export function ProfileForm({ action, profile, timezones }: ProfileFormProps) {
  const t = useTranslations();
  const [state, formAction] = useActionState(action, initialFormState);
  const element = useRef<HTMLFormElement>(null);
  const values = { ...profile, ...state.values } as ProfileFields;
  // Without default values of its own it takes what the fields hold: somebody may have typed before the page came to life.
  const { register, handleSubmit, formState, reset } = useForm<ProfileFields>({
    resolver: zodResolver(profileFormSchema),
    mode: 'onTouched',
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new answer of the server starts the form afresh
  useEffect(() => {
    if (state.attempt > 0) reset(values);
  }, [state.attempt]);
  const field = (name: (typeof profileFieldNames)[number]) => ({
    ...register(name),
    defaultValue: values[name],
    error: formState.errors[name] ? t(`fieldErrors.${name === 'username' || name === 'timezone' ? name : 'invalid'}`) : state.fields[name],
  });
  return (
    <form
      key={state.attempt}
      ref={element}
      action={formAction}
      noValidate={formState.isReady}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        handleSubmit(() => startTransition(() => formAction(data)))();
      }}
      className="group space-y-6"
    >
      <FormError problem={state.problem} texts={{ requestId: t('common.requestId') }} />
      <Notice>{state.outcome === 'saved' ? t('common.saved') : null}</Notice>
      <Card aria-labelledby="identity">
        <CardHeader>
          <div>
            <CardTitle id="identity">{t('profile.identity')}</CardTitle>
            <CardDescription>{t('profile.identityText')}</CardDescription>
          </div>
        </CardHeader>
        <CardContent className="grid gap-5 sm:grid-cols-2">
          <div className="sm:col-span-2">
            <Field {...field('name')} label={t('profile.name')} type="text" autoComplete="name" />
          </div>
          <Field {...field('first_name')} label={t('profile.firstName')} type="text" autoComplete="given-name" />
          <Field {...field('last_name')} label={t('profile.lastName')} type="text" autoComplete="family-name" />
          <div className="sm:col-span-2">
            <Field
              {...field('username')}
              label={t('profile.username')}
              hint={t('profile.usernameHint')}
              type="text"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
            />
          </div>
        </CardContent>
      </Card>
      <Card aria-labelledby="region">
        <CardHeader>
          <div>
            <CardTitle id="region">{t('profile.region')}</CardTitle>
            <CardDescription>{t('profile.regionText')}</CardDescription>
          </div>
        </CardHeader>
        <CardContent className="grid gap-5 sm:grid-cols-2">
          <SelectField {...field('locale')} label={t('profile.locale')} options={localeChoices} />
          <SelectField
            {...field('timezone')}
            label={t('profile.timezone')}
            options={timezones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          />
        </CardContent>
      </Card>
      <div className="flex justify-end">
        <SubmitButton pendingLabel={t('common.saving')}>{t('common.save')}</SubmitButton>
      </div>
    </form>
  );
}
