import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { RegisterForm } from '#components/sign-in/register-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { currentActor } from '#lib/auth/require.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { registerAccount } from './actions.ts';

type RegisterPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('register');
  return { title: t('title') };
}

export default async function RegisterPage({ searchParams }: RegisterPageProps) {
  const pool = await pagePool();
  const [query, t, error, password] = await Promise.all([
    searchParams,
    getTranslations('register'),
    formErrorTexts(),
    passwordTexts('new', { pool }),
  ]);
  const redirectTo = safeRedirect(query.redirect_to);
  const actor = await currentActor();
  if (actor && (query.pool === undefined || actor.user.pool === pool)) redirect(redirectTo);
  if (!(await allowedMethods(pool)).sign_up) redirect(await signInPath('/login?error=sign_up_closed', redirectTo));
  const signIn = await signInPath('/login', redirectTo);
  const link = `${buttonVariants({ variant: 'link', size: 'text' })} font-medium`;
  return (
    <>
      <SignInHeading title={t('title')}>
        {t.rich('subtitle', {
          link: (text) => (
            <a href={signIn} className={link}>
              {text}
            </a>
          ),
        })}
      </SignInHeading>
      <RegisterForm
        action={registerAccount}
        redirectTo={redirectTo}
        texts={{ email: t('email'), password, terms: t('terms'), submit: t('submit'), pending: t('pending'), error }}
      />
    </>
  );
}
