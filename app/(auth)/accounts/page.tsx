import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AccountList } from '#components/sign-in/account-list.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { listBrowserAccounts } from '#lib/auth/browser-accounts.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { signOutHere, useAccount, useAnotherAccount } from './actions.ts';

type AccountsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('accounts');
  return { title: t('title') };
}

const errors = ['ended', 'full'] as const;

/** Everybody who is signed in in this browser. Who is not any more is not shown. */
export default async function AccountsPage({ searchParams }: AccountsPageProps) {
  const [query, t, { accounts, hasRoom }] = await Promise.all([searchParams, getTranslations('accounts'), listBrowserAccounts()]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (accounts.length === 0) redirect(withRedirect('/login?notice=signed_out', redirectTo));
  const error = errors.find((code) => code === query.error);
  return (
    <>
      <SignInHeading title={t('title')}>{t('subtitle')}</SignInHeading>
      {error ? (
        <Alert tone="warning" role="alert" className="mb-6">
          {t(`errors.${error}`)}
        </Alert>
      ) : null}
      {query.notice === 'signed_out' && !error ? (
        <Alert tone="neutral" role="status" className="mb-6">
          {t('signedOut')}
        </Alert>
      ) : null}
      <AccountList accounts={accounts} redirectTo={redirectTo} use={useAccount} signOut={signOutHere} />
      <div className="mt-6 space-y-3">
        {hasRoom ? (
          <form action={useAnotherAccount}>
            <input type="hidden" name="redirect_to" value={redirectTo} />
            <button type="submit" className={`${buttonVariants({ variant: 'secondary', size: 'large' })} w-full`}>
              {t('another')}
            </button>
          </form>
        ) : (
          <p className="text-center text-muted text-sm">{t('errors.full')}</p>
        )}
        {accounts.length > 1 ? (
          <form action={signOutHere}>
            <button type="submit" className={`${buttonVariants({ variant: 'ghost', size: 'large' })} w-full`}>
              {t('signOutAll')}
            </button>
          </form>
        ) : null}
      </div>
    </>
  );
}
