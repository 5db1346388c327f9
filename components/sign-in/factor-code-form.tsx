'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { CodeField } from '#components/forms/code-field.tsx';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SignInForm } from './sign-in-form.tsx';

type FactorCodeTexts = { code: string; trust?: string; submit: string; pending: string; error: FormErrorTexts };

type FactorCodeFormProps = { action: FormAction; method: 'totp' | 'backup_code'; redirectTo: string; texts: FactorCodeTexts };

/** A code of the app in six slots, or a backup code. What can be ticked stands first, because the last digit sends. */
export function FactorCodeForm({ action, method, redirectTo, texts }: FactorCodeFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ redirect_to: redirectTo, method }}>
      {texts.trust ? <CheckboxField name="trust_device" label={texts.trust} defaultChecked={state.values.trust_device === 'on'} /> : null}
      {method === 'backup_code' ? (
        <Field
          name="code"
          label={texts.code}
          type="text"
          required
          maxLength={32}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          error={state.fields.code}
          focus
        />
      ) : (
        <CodeField name="code" label={texts.code} error={state.fields.code} focus />
      )}
    </SignInForm>
  );
}
