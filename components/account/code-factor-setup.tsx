'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { CodeField } from '#components/forms/code-field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormState, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { BackupCodes } from './backup-codes.tsx';

/** What the set-up of codes that we send has come to. */
export type CodeSetupState = FormState & {
  setupId: string | null;
  /** Shown this once; only the first second step brings them. */
  codes: string[] | null;
};

type CodeFactorSetupProps = {
  action: (previous: CodeSetupState, form: FormData) => Promise<CodeSetupState>;
  method: 'sms' | 'email';
  isOn: boolean;
};

const initialState: CodeSetupState = { ...initialFormState, setupId: null, codes: null };

/** Send a code, enter it, keep the backup codes: one form after the other, each of which works without a script. */
export function CodeFactorSetup({ action, method, isOn }: CodeFactorSetupProps) {
  const t = useTranslations();
  const [state, formAction] = useActionState(action, initialState);
  const error = <FormError problem={state.problem} texts={{ requestId: t('common.requestId') }} />;
  if (state.codes) return <BackupCodes codes={state.codes} headline={t('security.isOn')} />;
  if (isOn) return <Alert tone="neutral">{t('security.isOn')}</Alert>;
  if (!state.setupId) {
    return (
      <Card>
        <CardContent>
          {error}
          <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t(`security.${method}SetUpIntro`)}</p>
          <form action={formAction} data-step-up className="group">
            <SubmitButton pendingLabel={t('security.sendingCode')}>{t('security.sendCode')}</SubmitButton>
          </form>
        </CardContent>
      </Card>
    );
  }
  return (
    <Card>
      <CardContent>
        {error}
        {state.fields.code ? null : (
          <Alert tone="success" role="status" className="mb-6">
            {t('security.codeSent')}
          </Alert>
        )}
        <form key={state.attempt} action={formAction} data-step-up className="group space-y-5">
          <input type="hidden" name="step" value="enable" />
          <CodeField name="code" label={t('security.code')} error={state.fields.code} focus />
          <SubmitButton pendingLabel={t('security.enabling')}>{t('security.enable')}</SubmitButton>
        </form>
        <form action={formAction} data-step-up className="mt-4">
          <button type="submit" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
            {t('security.sendAgain')}
          </button>
        </form>
      </CardContent>
    </Card>
  );
}
