'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { FormError } from '#components/forms/form-error.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { initialSetupState, type SetupState } from './setup-state.ts';

/** Switches the second step on; with the first factor come the backup codes. */
export function AskForPasskey({ action }: { action: (previous: SetupState, form: FormData) => Promise<SetupState> }) {
  const t = useTranslations();
  const [state, formAction] = useActionState(action, initialSetupState);
  if (state.codes) return <BackupCodes codes={state.codes} headline={t('passkeys.asked')} />;
  return (
    <Card>
      <CardContent>
        <FormError problem={state.problem} texts={{ requestId: t('common.requestId') }} />
        <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t('passkeys.askText')}</p>
        <form action={formAction} data-step-up className="group">
          <SubmitButton pendingLabel={t('passkeys.saving')}>{t('passkeys.ask')}</SubmitButton>
        </form>
      </CardContent>
    </Card>
  );
}
