'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { CodeField } from '#components/forms/code-field.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { ResendForm, type ResendTexts } from './resend-form.tsx';
import { SignInForm } from './sign-in-form.tsx';

type SentCodeTexts = {
  send: string;
  sending: string;
  code: string;
  trust?: string;
  submit: string;
  pending: string;
  resend: ResendTexts;
};

type SentCodeStepProps = {
  send: FormAction;
  confirm: FormAction;
  method: 'sms' | 'email';
  redirectTo: string;
  texts: SentCodeTexts;
};

/** First the button that sends the code, then the field for it: only a click sends a message, never the opening of the page. */
export function SentCodeStep({ send, confirm, method, redirectTo, texts }: SentCodeStepProps) {
  const [sent, sendAction] = useActionState(send, initialFormState);
  const [state, confirmAction] = useActionState(confirm, initialFormState);
  if (sent.outcome !== 'sent' && state.attempt === 0) {
    return (
      <SignInForm
        state={sent}
        action={sendAction}
        texts={{ submit: texts.send, pending: texts.sending, error: texts.resend.error }}
        hidden={{ method, redirect_to: redirectTo }}
        mails
      />
    );
  }
  return (
    <>
      <SignInForm
        state={state}
        action={confirmAction}
        texts={{ submit: texts.submit, pending: texts.pending, error: texts.resend.error }}
        hidden={{ redirect_to: redirectTo, method }}
      >
        {texts.trust ? <CheckboxField name="trust_device" label={texts.trust} defaultChecked={state.values.trust_device === 'on'} /> : null}
        <CodeField name="code" label={texts.code} error={state.fields.code} focus />
      </SignInForm>
      <div className="mt-6">
        <ResendForm action={send} method={method} redirectTo={redirectTo} texts={texts.resend} />
      </div>
    </>
  );
}
