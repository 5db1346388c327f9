import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { signInPath } from '#lib/auth/page-pool.ts';
import { stopRecovery } from '../actions.ts';

type CancelRecoveryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('recovery');
  return { title: t('cancelTitle') };
}

/** Behind the link of a notice that stops the recovery. Opening it changes nothing. */
export default async function CancelRecoveryPage({ searchParams }: CancelRecoveryPageProps) {
  const [{ token }, t, error] = await Promise.all([searchParams, getTranslations('recovery'), formErrorTexts()]);
  if (typeof token !== 'string') redirect(await signInPath('/login', ''));
  return (
    <>
      <SignInHeading title={t('cancelTitle')}>{t('cancelText')}</SignInHeading>
      <ConfirmForm action={stopRecovery} token={token} redirectTo="/" texts={{ submit: t('cancelSubmit'), pending: t('pending'), error }} />
    </>
  );
}
