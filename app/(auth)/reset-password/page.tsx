import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { NewPasswordForm } from '#components/sign-in/new-password-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { setNewPassword } from './actions.ts';

type ResetPasswordPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('reset');
  return { title: t('title') };
}

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  const [{ token }, t, error, password] = await Promise.all([
    searchParams,
    getTranslations('reset'),
    formErrorTexts(),
    passwordTexts('replacement', { pool: await pagePool() }),
  ]);
  if (typeof token !== 'string' || token === '') {
    return (
      <>
        <SignInHeading title={t('missingTitle')}>{t('missingText')}</SignInHeading>
        <a href={await signInPath('/forgot-password', '')} className={`${buttonVariants({ size: 'large' })} w-full`}>
          {t('missingAction')}
        </a>
      </>
    );
  }
  return (
    <>
      <SignInHeading title={t('title')}>{t('subtitle')}</SignInHeading>
      <NewPasswordForm action={setNewPassword} token={token} texts={{ password, submit: t('submit'), pending: t('pending'), error }} />
    </>
  );
}
