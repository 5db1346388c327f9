import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { PhoneForm } from '#components/account/phone-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { requireUser } from '#lib/auth/require.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { changePhone } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('phoneTitle') };
}

export default async function PhonePage() {
  const { user } = await requireUser();
  const [t, messages] = await Promise.all([getTranslations('security'), getMessages()]);
  return (
    <>
      <PageHeader title={t('phoneTitle')} subtitle={t('phoneText')} />
      <NextIntlClientProvider messages={pickMessages(messages, ['security', 'common'])}>
        <PhoneForm action={changePhone} phone={user.phone ?? ''} />
      </NextIntlClientProvider>
      {user.phone === null ? null : (
        <p className="mt-6">
          <PageLink href="/security/phone/remove" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
            {t('phoneRemove')}
          </PageLink>
        </p>
      )}
      <InboxHint channel="sms" />
      <BackToSecurity />
    </>
  );
}
