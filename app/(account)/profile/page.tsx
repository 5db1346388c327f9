import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { ProfileForm } from '#components/account/profile-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { updateProfile } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('profile');
  return { title: t('title') };
}

/** The server's list, so that the select is the same before and after the script has started. */
function timezoneChoices(current: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', current])].sort();
}

export default async function ProfilePage() {
  const { user } = await requireUser();
  const [t, messages] = await Promise.all([getTranslations('profile'), getMessages()]);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <NextIntlClientProvider messages={pickMessages(messages, ['profile', 'common', 'fieldErrors'])}>
        <ProfileForm
          action={updateProfile}
          timezones={timezoneChoices(user.timezone)}
          profile={{
            name: user.name ?? '',
            first_name: user.firstName ?? '',
            last_name: user.lastName ?? '',
            username: user.username ?? '',
            locale: user.locale,
            timezone: user.timezone,
          }}
        />
      </NextIntlClientProvider>
    </>
  );
}
