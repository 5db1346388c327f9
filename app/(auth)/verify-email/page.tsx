import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { maskEmail } from '#app/actions/mask-email.ts';
import { readPendingEmail } from '#app/actions/pending-email.ts';
import { CodeSent } from '#components/sign-in/code-sent.tsx';
import { ConfirmForm } from '#components/sign-in/confirm-form.tsx';
import { EmailForm } from '#components/sign-in/email-form.tsx';
import { LoginNotice } from '#components/sign-in/login-notice.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { askForCode, confirmByCode, confirmByLink, sendCodeAgain } from './actions.ts';

type VerifyEmailPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('verify');
  return { title: t('linkTitle') };
}

/** Three states: behind the mailed link, waiting for the code, and not knowing the address. Opening it changes nothing. */
export default async function VerifyEmailPage({ searchParams }: VerifyEmailPageProps) {
  const [query, t, error, email] = await Promise.all([searchParams, getTranslations('verify'), formErrorTexts(), readPendingEmail()]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (typeof query.token === 'string') {
    return (
      <>
        <SignInHeading title={t('linkTitle')}>{t('linkText')}</SignInHeading>
        <ConfirmForm
          action={confirmByLink}
          token={query.token}
          redirectTo={redirectTo}
          texts={{ submit: t('linkSubmit'), pending: t('pending'), error }}
        />
      </>
    );
  }
  if (!email || query.other === '1') {
    return (
      <>
        <SignInHeading title={t('askTitle')}>{t('askText')}</SignInHeading>
        <LoginNotice notice={query.notice} />
        <EmailForm
          action={askForCode}
          email=""
          redirectTo={redirectTo}
          texts={{ email: t('email'), submit: t('askSubmit'), pending: t('askPending'), sent: t('resent'), error }}
        />
      </>
    );
  }
  return (
    <>
      <SignInHeading title={t('title')}>
        {t.rich('sentTo', { email: maskEmail(email), strong: (text) => <strong className="font-medium text-ink">{text}</strong> })}
      </SignInHeading>
      <LoginNotice notice={query.notice} />
      <div data-moves-on={await signInPath('/login?notice=email_verified', redirectTo)} hidden />
      <CodeSent
        redirectTo={redirectTo}
        confirm={{ action: confirmByCode, texts: { code: t('code'), submit: t('submit'), pending: t('pending'), error } }}
        resend={{
          action: sendCodeAgain,
          texts: { question: t('noMail'), ready: t('resend'), wait: t('resendWait'), sent: t('resent'), error },
        }}
        other={{ href: await signInPath('/verify-email?other=1', redirectTo), label: t('otherAddress') }}
        channel="email"
      />
    </>
  );
}
