'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Notice } from '#components/ui/notice.tsx';

type ChangePasswordTexts = {
  current: PasswordTexts;
  replacement: PasswordTexts;
  revokeOthers: string;
  submit: string;
  pending: string;
  done: string;
  error: FormErrorTexts;
};

/** The current password and another one; the hidden address tells password managers whose. */
export function ChangePasswordForm({ action, email, texts }: { action: FormAction; email: string; texts: ChangePasswordTexts }) {
  const [state, formAction] = useActionState(action, initialFormState);
  const mistake = firstMistake(state, ['current_password', 'new_password']);
  return (
    <form key={state.attempt} action={formAction} className="group max-w-md">
      <FormError problem={state.problem} texts={texts.error} />
      <Notice className="mb-6">{state.outcome === 'changed' ? texts.done : null}</Notice>
      <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
      <div className="space-y-5">
        <PasswordField
          name="current_password"
          texts={texts.current}
          autoComplete="current-password"
          error={state.fields.current_password}
          focus={mistake === 'current_password'}
        />
        <PasswordField
          name="new_password"
          texts={texts.replacement}
          autoComplete="new-password"
          error={state.fields.new_password}
          focus={mistake === 'new_password'}
        />
        <CheckboxField
          name="revoke_other_sessions"
          label={texts.revokeOthers}
          defaultChecked={(state.values.revoke_other_sessions ?? 'on') === 'on'}
        />
        <SubmitButton variant="secondary" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
