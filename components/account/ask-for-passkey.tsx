'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState } from 'react';
import { FormError } from '#components/forms/form-error.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { initialSetupState, type SetupState } from './setup-state.ts';

type AskForPasskeyProps = {
  action: (previous: SetupState, form: FormData) => Promise<SetupState>;
  isOn: boolean;
  /** What stands here while it is on. */
  children: ReactNode;
};

/**
 * Switches the second step on; with the first factor come the backup codes. They are shown by the answer in which the
 * step is on already: where no script runs the whole page is drawn anew around them.
 */
export function AskForPasskey({ action, isOn, children }: AskForPasskeyProps) {
  const t = useTranslations();
  const [state, formAction] = useActionState(action, initialSetupState);
  if (state.codes) return <BackupCodes codes={state.codes} headline={t('passkeys.asked')} />;
  if (isOn)
    return (
      <Card>
        <CardContent>{children}</CardContent>
      </Card>
    );
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
