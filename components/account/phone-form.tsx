'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { CodeField } from '#components/forms/code-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';

/** First the number, then the code that was sent to it; both forms work without a script. */
export function PhoneForm({ action, phone }: { action: FormAction; phone: string }) {
  const t = useTranslations();
  const [state, formAction] = useActionState(action, initialFormState);
  const error = <FormError problem={state.problem} texts={{ requestId: t('common.requestId') }} />;
  const waiting = state.outcome === 'sent' ? state.values.phone : undefined;
  return (
    <Card>
      <CardContent>
        {error}
        {waiting ? (
          <>
            {state.fields.code ? null : (
              <Alert tone="success" role="status" className="mb-6">
                {t('security.phoneSent', { phone: waiting })}
              </Alert>
            )}
            <form key={state.attempt} action={formAction} className="group space-y-5">
              <input type="hidden" name="step" value="confirm" />
              <CodeField name="code" label={t('security.code')} error={state.fields.code} focus />
              <SubmitButton pendingLabel={t('security.phoneChecking')}>{t('security.phoneSubmit')}</SubmitButton>
            </form>
            <div className="mt-5 flex flex-wrap gap-x-6 gap-y-2">
              <form action={formAction} data-step-up>
                <input type="hidden" name="phone" value={waiting} />
                <button type="submit" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
                  {t('security.sendAgain')}
                </button>
              </form>
              <a href="/security/phone" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
                {t('security.phoneOther')}
              </a>
            </div>
          </>
        ) : (
          <form key={state.attempt} action={formAction} data-step-up className="group max-w-md space-y-5">
            <Field
              name="phone"
              label={t('security.phoneField')}
              hint={t('security.phoneHint')}
              type="tel"
              required
              maxLength={64}
              autoComplete="tel"
              defaultValue={state.values.phone ?? phone}
              error={state.fields.phone}
              focus={Boolean(state.fields.phone)}
            />
            <SubmitButton pendingLabel={t('security.phoneSending')}>{t('security.phoneSend')}</SubmitButton>
          </form>
        )}
      </CardContent>
    </Card>
  );
}
