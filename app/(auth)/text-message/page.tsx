import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { readPendingPhone } from '#app/actions/pending-phone.ts';
import { BackLink } from '#components/sign-in/back-link.tsx';
import { CodeSent } from '#components/sign-in/code-sent.tsx';
import { PhoneNumberForm } from '#components/sign-in/phone-number-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { rememberText } from '../remember-text.ts';
import { sendAgain, sendSignInText, signInByText } from './actions.ts';

type TextMessagePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('textMessage');
  return { title: t('title') };
}

/** Two states: asking for the number, and waiting for the code in the tab that asked. */
export default async function TextMessagePage({ searchParams }: TextMessagePageProps) {
  const [query, t, error, phone] = await Promise.all([searchParams, getTranslations('textMessage'), formErrorTexts(), readPendingPhone()]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (!(await allowedMethods(await pagePool())).sms_sign_in) redirect(await signInPath('/login?notice=turned_off', redirectTo));
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
        <BackLink href={await signInPath('/login', redirectTo)} label={t('back')} />
      </>
    );
  }
  return (
    <>
      <SignInHeading title={t('codeTitle')}>
        {t.rich('sentTo', { phone, strong: (text) => <strong className="font-medium text-ink">{text}</strong> })}
      </SignInHeading>
      <CodeSent
        redirectTo={redirectTo}
        confirm={{
          action: signInByText,
          texts: { remember: await rememberText(), code: t('code'), submit: t('codeSubmit'), pending: t('codePending'), error },
        }}
        resend={{ action: sendAgain, texts: { question: t('noText'), ready: t('resend'), wait: t('resendWait'), sent: t('sent'), error } }}
        other={{ href: await signInPath('/text-message', redirectTo), label: t('otherNumber') }}
        channel="sms"
      />
    </>
  );
}
