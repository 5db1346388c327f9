import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { maskEmail } from '#app/actions/mask-email.ts';
import { readPendingEmail } from '#app/actions/pending-email.ts';
import { BackLink } from '#components/sign-in/back-link.tsx';
import { CodeSent } from '#components/sign-in/code-sent.tsx';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { EmailForm } from '#components/sign-in/email-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { VerifyCodeForm } from '#components/sign-in/verify-code-form.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { judgeSignInLink } from '#lib/auth/sign-in-link.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { rememberText } from '../remember-text.ts';
import { mailAgain, mailSignInLink, signInByCode, signInByLink } from './actions.ts';

type MagicLinkPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('magicLink');
  return { title: t('title') };
}

const link = `${buttonVariants({ variant: 'link', size: 'text' })} text-sm`;

/** Three states: behind the mailed link, asking for the address, and waiting for the code. Opening it uses nothing up. */
export default async function MagicLinkPage({ searchParams }: MagicLinkPageProps) {
  const [query, t, error, email] = await Promise.all([searchParams, getTranslations('magicLink'), formErrorTexts(), readPendingEmail()]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (!(await allowedMethods(await pagePool())).email_sign_in) redirect(await signInPath('/login?notice=turned_off', redirectTo));
  if (typeof query.token === 'string') {
    const { needsCode } = await judgeSignInLink(query.token, email);
    const texts = { remember: await rememberText(), submit: t('linkSubmit'), pending: t('codePending'), error };
    const form = { action: signInByLink, token: query.token, redirectTo };
    return (
      <>
        <SignInHeading title={t('linkTitle')}>{t(needsCode ? 'elsewhereText' : 'linkText')}</SignInHeading>
        {needsCode ? <VerifyCodeForm {...form} texts={{ ...texts, code: t('code') }} /> : <ConfirmForm {...form} texts={texts} />}
        <p className="mt-8 text-center">
          <a href={await signInPath('/magic-link', redirectTo)} className={link}>
            {t('newLink')}
          </a>
        </p>
      </>
    );
  }
  if (!email || query.sent !== '1') {
    return (
      <>
        <SignInHeading title={t('title')}>{t('subtitle')}</SignInHeading>
        <EmailForm
          action={mailSignInLink}
          email={email ?? ''}
          redirectTo={redirectTo}
          texts={{ email: t('email'), submit: t('submit'), pending: t('pending'), sent: t('sent'), error }}
        />
        <BackLink href={await signInPath('/login', redirectTo)} label={t('back')} />
      </>
    );
  }
  return (
    <>
      <SignInHeading title={t('codeTitle')}>
        {t.rich('sentTo', { email: maskEmail(email), strong: (text) => <strong className="font-medium text-ink">{text}</strong> })}
      </SignInHeading>
      <CodeSent
        redirectTo={redirectTo}
        confirm={{
          action: signInByCode,
          texts: { remember: await rememberText(), code: t('code'), submit: t('codeSubmit'), pending: t('codePending'), error },
        }}
        resend={{ action: mailAgain, texts: { question: t('noMail'), ready: t('resend'), wait: t('resendWait'), sent: t('sent'), error } }}
        other={{ href: await signInPath('/magic-link', redirectTo), label: t('otherAddress') }}
        channel="email"
      />
    </>
  );
}
