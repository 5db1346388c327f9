import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { AuthenticatorSetup } from '#components/account/authenticator-setup.tsx';
import { BackToEnrolment } from '#components/account/back-to-enrolment.tsx';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { isEnrolmentAsked } from '#lib/factors/factor-requirement.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { setUpAuthenticator } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('setUpTitle') };
}

export default async function AuthenticatorPage() {
  const actor = await requireUser({ duringEnrolment: true });
  const [t, messages, { factors }] = await Promise.all([getTranslations('security'), getMessages(), listFactors(actor)]);
  return (
    <>
      <PageHeader title={t('setUpTitle')} subtitle={t('setUpText')} />
      <NextIntlClientProvider messages={pickMessages(messages, ['security', 'common'])}>
        <AuthenticatorSetup action={setUpAuthenticator} isOn={factors.some(({ method }) => method === 'totp')} />
      </NextIntlClientProvider>
      {isEnrolmentAsked(actor.factorRequirement) ? <BackToEnrolment /> : <BackToSecurity />}
    </>
  );
}
