import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { NewPasswordForm } from '#components/sign-in/new-password-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { createFirstAdmin } from './actions.ts';

type SetupPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('setup');
  return { title: t('title') };
}

export default async function SetupPage({ searchParams }: SetupPageProps) {
  const [{ token }, t, error, password] = await Promise.all([
    searchParams,
    getTranslations('setup'),
    formErrorTexts(),
    passwordTexts('new', { pool: defaultPool }),
  ]);
  if (typeof token !== 'string' || token === '') return <SignInHeading title={t('title')}>{t('missingText')}</SignInHeading>;
  return (
    <>
      <SignInHeading title={t('title')}>{t('subtitle')}</SignInHeading>
      <NewPasswordForm
        action={createFirstAdmin}
        token={token}
        texts={{ name: t('name'), email: t('email'), password, submit: t('submit'), pending: t('pending'), error }}
      />
    </>
  );
}
