import { getFormatter, getTranslations } from 'next-intl/server';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { Alert } from '#components/ui/alert.tsx';
import { ActionForm } from './action-form.tsx';

type RecoveryAlertProps = {
  recovery: { requested_at: string; available_at: string; approved: boolean };
  timezone: string;
  cancel: FormAction;
  error: FormErrorTexts;
};

/** Tells somebody who is signed in that their second factors are about to be removed, with the way to stop it. */
export async function RecoveryAlert({ recovery, timezone, cancel, error }: RecoveryAlertProps) {
  const [t, format] = await Promise.all([getTranslations('recovery'), getFormatter()]);
  const inWords = (date: string) => format.dateTime(new Date(date), { dateStyle: 'long', timeStyle: 'short', timeZone: timezone });
  const isReady = recovery.approved || new Date(recovery.available_at) <= new Date();
  const since = inWords(recovery.requested_at);
  return (
    <Alert tone="danger" role="alert" title={t('alertTitle')}>
      <p className="mb-3">{isReady ? t('alertReady', { since }) : t('alertWaiting', { since, when: inWords(recovery.available_at) })}</p>
      <ActionForm action={cancel} variant="danger" texts={{ submit: t('alertCancel'), pending: t('pending'), error }} />
    </Alert>
  );
}
