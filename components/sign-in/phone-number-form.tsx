'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SignInForm } from './sign-in-form.tsx';

type PhoneNumberFormProps = {
  action: FormAction;
  phone: string;
  redirectTo: string;
  texts: { phone: string; hint: string; submit: string; pending: string; error: FormErrorTexts };
};

/** One number, one text message. */
export function PhoneNumberForm({ action, phone, redirectTo, texts }: PhoneNumberFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ redirect_to: redirectTo }} mails>
      <Field
        name="phone"
        label={texts.phone}
        hint={texts.hint}
        type="tel"
        required
        maxLength={64}
        autoComplete="tel"
        defaultValue={state.values.phone ?? phone}
        error={state.fields.phone}
        focus={Boolean(state.fields.phone)}
      />
    </SignInForm>
  );
}
