import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { signInPath } from '#lib/auth/page-pool.ts';
import { takeBack } from './actions.ts';

type RevertEmailPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('changeEmail');
  return { title: t('revertTitle') };
}

/** Behind the link that an old address got. Opening it changes nothing. */
export default async function RevertEmailPage({ searchParams }: RevertEmailPageProps) {
  const [{ token }, t, error] = await Promise.all([searchParams, getTranslations('changeEmail'), formErrorTexts()]);
  if (typeof token !== 'string') redirect(await signInPath('/login', ''));
  return (
    <>
      <SignInHeading title={t('revertTitle')}>{t('revertText')}</SignInHeading>
      <ConfirmForm action={takeBack} token={token} redirectTo="/" texts={{ submit: t('revertSubmit'), pending: t('reverting'), error }} />
    </>
  );
}
