import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { BackLink } from '#components/sign-in/back-link.tsx';
import { EmailForm } from '#components/sign-in/email-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { signInPath } from '#lib/auth/page-pool.ts';
import { sendResetLink } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('forgot');
  return { title: t('title') };
}

export default async function ForgotPasswordPage() {
  const [t, error] = await Promise.all([getTranslations('forgot'), formErrorTexts()]);
  return (
    <>
      <SignInHeading title={t('title')}>{t('subtitle')}</SignInHeading>
      <EmailForm
        action={sendResetLink}
        email=""
        redirectTo=""
        texts={{ email: t('email'), submit: t('submit'), pending: t('pending'), sent: t('sent'), error }}
      />
      <BackLink href={await signInPath('/login', '')} label={t('back')} />
    </>
  );
}
