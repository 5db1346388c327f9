import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { currentActor } from '#lib/auth/require.ts';
import { endEverything } from './actions.ts';

type SecureAccountPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('secure');
  return { title: t('title') };
}

/** "This wasn't me", behind a mail's link or from the activity of somebody signed in. Opening it changes nothing. */
export default async function SecureAccountPage({ searchParams }: SecureAccountPageProps) {
  const [query, t, error, actor] = await Promise.all([searchParams, getTranslations('secure'), formErrorTexts(), currentActor()]);
  const token = typeof query.token === 'string' ? query.token : '';
  if (!token && !actor) {
    return (
      <>
        <SignInHeading title={t('missingTitle')}>{t('missingText')}</SignInHeading>
        <a href="/forgot-password" className={`${buttonVariants({ size: 'large' })} w-full`}>
          {t('missingAction')}
        </a>
      </>
    );
  }
  return (
    <>
      <SignInHeading title={t('title')}>{t('text')}</SignInHeading>
      <ul className="mb-6 list-disc space-y-1.5 pl-5 text-muted text-sm leading-6">
        <li>{t('sessions')}</li>
        <li>{t('password')}</li>
        <li>{t('devices')}</li>
        <li>{t('stays')}</li>
      </ul>
      <ConfirmForm action={endEverything} token={token} redirectTo="" texts={{ submit: t('submit'), pending: t('pending'), error }} />
      {actor ? (
        <p className="mt-8 text-center">
          <a href="/security/activity" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
            {t('cancel')}
          </a>
        </p>
      ) : null}
    </>
  );
}
