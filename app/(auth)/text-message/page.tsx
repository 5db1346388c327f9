import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { readPendingPhone } from '#app/actions/pending-phone.ts';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { PhoneNumberForm } from '#components/sign-in/phone-number-form.tsx';
import { ResendForm } from '#components/sign-in/resend-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { VerifyCodeForm } from '#components/sign-in/verify-code-form.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { sendAgain, sendSignInText, signInByText } from './actions.ts';

type TextMessagePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('textMessage');
  return { title: t('title') };
}

const link = `${buttonVariants({ variant: 'link', size: 'text' })} text-sm`;

/** Two states: asking for the number, and waiting for the code in the tab that asked. */
export default async function TextMessagePage({ searchParams }: TextMessagePageProps) {
  const [query, t, login, error, phone] = await Promise.all([
    searchParams,
    getTranslations('textMessage'),
    getTranslations('login'),
    formErrorTexts(),
    readPendingPhone(),
  ]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (!(await allowedMethods()).sms_sign_in) redirect(withRedirect('/login?notice=turned_off', redirectTo));
  if (!phone || query.sent !== '1') {
    return (
      <>
        <SignInHeading title={t('title')}>{t('subtitle')}</SignInHeading>
        <PhoneNumberForm
          action={sendSignInText}
          phone={phone ?? ''}
          redirectTo={redirectTo}
          texts={{ phone: t('phone'), hint: t('phoneHint'), submit: t('submit'), pending: t('pending'), error }}
        />
        <p className="mt-8 text-center">
          <a href={withRedirect('/login', redirectTo)} className={link}>
            <ArrowLeft aria-hidden className="size-4" />
            {t('back')}
          </a>
        </p>
      </>
    );
  }
  return (
    <>
      <SignInHeading title={t('codeTitle')}>
        {t.rich('sentTo', { phone, strong: (text) => <strong className="font-medium text-ink">{text}</strong> })}
      </SignInHeading>
      <VerifyCodeForm
        action={signInByText}
        redirectTo={redirectTo}
        texts={{ remember: login('remember'), code: t('code'), submit: t('codeSubmit'), pending: t('codePending'), error }}
      />
      <div className="mt-8 space-y-3 border-line border-t pt-6 text-center">
        <ResendForm
          action={sendAgain}
          redirectTo={redirectTo}
          texts={{ question: t('noText'), ready: t('resend'), wait: t('resendWait'), sent: t('sent'), error }}
        />
        <p>
          <a href={withRedirect('/text-message', redirectTo)} className={link}>
            {t('otherNumber')}
          </a>
        </p>
      </div>
      <InboxHint channel="sms" />
    </>
  );
}
