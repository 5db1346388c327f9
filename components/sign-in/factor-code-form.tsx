'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { CodeField } from '#components/forms/code-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type FactorCodeTexts = { code: string; trust?: string; submit: string; pending: string; error: FormErrorTexts };

type FactorCodeFormProps = { action: FormAction; method: 'totp' | 'backup_code'; redirectTo: string; texts: FactorCodeTexts };

/** A code of the app in six slots, or a backup code. What can be ticked stands first, because the last digit sends. */
export function FactorCodeForm({ action, method, redirectTo, texts }: FactorCodeFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <form key={state.attempt} action={formAction} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      <input type="hidden" name="method" value={method} />
      <div className="space-y-5">
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
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
