import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { signInPath } from '#lib/auth/page-pool.ts';
import { env } from '#lib/env.ts';
import { beginRecovery } from '../actions.ts';

type ConfirmRecoveryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('recovery');
  return { title: t('confirmTitle') };
}

/** Behind the mailed link that begins the waiting period. Opening it changes nothing. */
export default async function ConfirmRecoveryPage({ searchParams }: ConfirmRecoveryPageProps) {
  const [{ token }, t, error] = await Promise.all([searchParams, getTranslations('recovery'), formErrorTexts()]);
  if (typeof token !== 'string') redirect(await signInPath('/login', ''));
  return (
    <>
      <SignInHeading title={t('confirmTitle')}>{t('confirmText', { hours: env().RECOVERY_WAIT_HOURS })}</SignInHeading>
      <ConfirmForm
        action={beginRecovery}
        token={token}
        redirectTo="/"
        texts={{ submit: t('confirmSubmit'), pending: t('pending'), error }}
      />
    </>
  );
}
