import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { confirmAddress } from './actions.ts';

type ConfirmEmailPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('changeEmail');
  return { title: t('linkTitle') };
}

/** Behind the link that a new address got; any browser may open it. Opening it changes nothing. */
export default async function ConfirmEmailPage({ searchParams }: ConfirmEmailPageProps) {
  const [{ token }, t, error] = await Promise.all([searchParams, getTranslations('changeEmail'), formErrorTexts()]);
  if (typeof token !== 'string') redirect('/profile/email');
  return (
    <>
      <SignInHeading title={t('linkTitle')}>{t('linkText')}</SignInHeading>
      <ConfirmForm
        action={confirmAddress}
        token={token}
        redirectTo="/profile"
        texts={{ submit: t('linkSubmit'), pending: t('confirming'), error }}
      />
    </>
  );
}
