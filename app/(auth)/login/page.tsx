import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { readLastMethod } from '#app/actions/last-method.ts';
import { passkeyFormProps } from '#app/actions/passkey-texts.ts';
import { readPendingEmail } from '#app/actions/pending-email.ts';
import { LastUsedBadge } from '#components/sign-in/last-used-badge.tsx';
import { LoginForm } from '#components/sign-in/login-form.tsx';
import { LoginNotice } from '#components/sign-in/login-notice.tsx';
import { MailLinkButton } from '#components/sign-in/mail-link-button.tsx';
import { PasskeyForm } from '#components/sign-in/passkey-form.tsx';
import { ProviderButtons } from '#components/sign-in/provider-buttons.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { TextMessageButton } from '#components/sign-in/text-message-button.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { hasOtherAccounts, isAddingAccount } from '#lib/auth/browser-accounts.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { currentActor } from '#lib/auth/require.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
import { withPool } from '#lib/pools/pool-name.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { rememberText } from '../remember-text.ts';
import { continueWithProvider, signIn, signInWithPasskey } from './actions.ts';

type LoginPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('login');
  return { title: t('title') };
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const [query, t, lastMethod, pendingEmail, error, password, pool, passkey] = await Promise.all([
    searchParams,
    getTranslations('login'),
    readLastMethod(),
    readPendingEmail(),
    formErrorTexts(),
    passwordTexts('current'),
    pagePool(),
    passkeyFormProps('signIn'),
  ]);
  const redirectTo = safeRedirect(query.redirect_to);
  const allowed = await allowedMethods(pool);
  // A provider that refused leads back with an error alone.
  const adding = (query.add_account === '1' || query.error !== undefined) && (await isAddingAccount());
  // Whoever is signed in to another pool may sign in to this one.
  const actor = await currentActor();
  if (!adding && actor && (query.pool === undefined || actor.user.pool === pool))
    redirect(query.add_account === '1' ? withRedirect('/accounts', redirectTo) : redirectTo);
  // Whoever is signed in here besides is asked first. What the page has to say comes before that.
  if (!adding && !query.error && !query.notice && query.pool === undefined && (await hasOtherAccounts()))
    redirect(withRedirect('/accounts', redirectTo));
  const providers = listSignInProviders();
  const choices = providers.map(({ id, label }) => ({ id, text: t('provider', { provider: label }) }));
  const other = adding ? withRedirect('/accounts', redirectTo) : await signInPath('/register', redirectTo);
  const link = `${buttonVariants({ variant: 'link', size: 'text' })} font-medium`;
  return (
    <>
      <SignInHeading title={t(adding ? 'addTitle' : 'title')}>
        {adding || allowed.sign_up
          ? t.rich(adding ? 'addSubtitle' : 'subtitle', {
              link: (text) => (
                <a href={other} className={link}>
                  {text}
                </a>
              ),
            })
          : null}
      </SignInHeading>
      <LoginNotice error={query.error} notice={query.notice} />
      <ProviderButtons
        choices={choices}
        start={continueWithProvider}
        redirectTo={redirectTo}
        lastMethod={lastMethod}
        texts={{ or: t('or'), lastUsed: t('lastUsed') }}
      />
      <LoginForm
        action={signIn}
        redirectTo={redirectTo}
        identifier={pendingEmail ?? ''}
        forgotHref={withPool('/forgot-password', pool)}
        lastUsed={lastMethod === 'password'}
        texts={{
          identifier: t('identifier'),
          password,
          forgot: t('forgot'),
          remember: await rememberText(),
          submit: t('submit'),
          pending: t('pending'),
          lastUsed: t('lastUsedPassword'),
          error,
        }}
      />
      <div className="mt-3">
        <PasskeyForm
          action={signInWithPasskey}
          options={{ path: '/auth/passkeys/options', body: { mode: 'cookie' } }}
          redirectTo={redirectTo}
          autofill
          variant="secondary"
          {...passkey}
        >
          {lastMethod === 'passkey' ? <LastUsedBadge>{t('lastUsed')}</LastUsedBadge> : null}
        </PasskeyForm>
      </div>
      {allowed.email_sign_in ? (
        <MailLinkButton
          href={await signInPath('/magic-link', redirectTo)}
          text={t('mailLink')}
          lastUsed={lastMethod === 'email' ? t('lastUsed') : null}
        />
      ) : null}
      {allowed.sms_sign_in ? (
        <TextMessageButton
          href={await signInPath('/text-message', redirectTo)}
          text={t('textMessage')}
          lastUsed={lastMethod === 'sms' ? t('lastUsed') : null}
        />
      ) : null}
    </>
  );
}
