import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getMessages, getTranslations } from 'next-intl/server';
import { SessionList } from '#components/account/session-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { QueryProvider } from '#components/layout/query-provider.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { countryNames } from '#lib/places/country-name.ts';
import { listOwnSessions } from '#lib/sessions/list-sessions.ts';
import { signOutOne, signOutOthers } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('sessions');
  return { title: t('title') };
}

export default async function SessionsPage() {
  const actor = await requireUser();
  const [t, locale, messages, sessions] = await Promise.all([
    getTranslations('sessions'),
    getLocale(),
    getMessages(),
    listOwnSessions(actor),
  ]);
  const countries = countryNames(
    sessions.map(({ country }) => country),
    locale,
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <NextIntlClientProvider messages={pickMessages(messages, ['sessions', 'methods', 'common', 'errors'])}>
        <QueryProvider>
          <SessionList
            initial={sessions}
            timezone={actor.user.timezone}
            countries={countries}
            revokeOne={signOutOne}
            revokeOthers={signOutOthers}
          />
        </QueryProvider>
      </NextIntlClientProvider>
    </>
  );
}
