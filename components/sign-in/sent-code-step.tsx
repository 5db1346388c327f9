'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { CodeField } from '#components/forms/code-field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { ResendForm, type ResendTexts } from './resend-form.tsx';

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
      <form action={sendAction} data-mails className="group">
        <FormError problem={sent.problem} texts={texts.resend.error} />
        <input type="hidden" name="method" value={method} />
        <input type="hidden" name="redirect_to" value={redirectTo} />
        <SubmitButton size="large" className="w-full" pendingLabel={texts.sending}>
          {texts.send}
        </SubmitButton>
      </form>
    );
  }
  return (
    <>
      <form key={state.attempt} action={confirmAction} className="group">
        <FormError problem={state.problem} texts={texts.resend.error} />
        <input type="hidden" name="redirect_to" value={redirectTo} />
        <input type="hidden" name="method" value={method} />
        <div className="space-y-5">
          {texts.trust ? (
            <CheckboxField name="trust_device" label={texts.trust} defaultChecked={state.values.trust_device === 'on'} />
          ) : null}
          <CodeField name="code" label={texts.code} error={state.fields.code} focus />
          <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
            {texts.submit}
          </SubmitButton>
        </div>
      </form>
      <div className="mt-6">
        <ResendForm action={send} method={method} redirectTo={redirectTo} texts={texts.resend} />
      </div>
    </>
  );
}
