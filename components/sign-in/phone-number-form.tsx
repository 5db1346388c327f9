'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

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
    <form key={state.attempt} action={formAction} data-mails className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      <div className="space-y-5">
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
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
