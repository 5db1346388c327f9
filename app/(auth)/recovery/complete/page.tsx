import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { signInPath } from '#lib/auth/page-pool.ts';
import { finishRecovery } from '../actions.ts';

type CompleteRecoveryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('recovery');
  return { title: t('completeTitle') };
}

/** Behind the mailed link that removes the second factors. Opening it changes nothing. */
export default async function CompleteRecoveryPage({ searchParams }: CompleteRecoveryPageProps) {
  const [{ token }, t, error] = await Promise.all([searchParams, getTranslations('recovery'), formErrorTexts()]);
  if (typeof token !== 'string') redirect(await signInPath('/login', ''));
  return (
    <>
      <SignInHeading title={t('completeTitle')}>{t('completeText')}</SignInHeading>
      <ConfirmForm
        action={finishRecovery}
        token={token}
        redirectTo="/"
        texts={{ submit: t('completeSubmit'), pending: t('pending'), error }}
      />
    </>
  );
}
