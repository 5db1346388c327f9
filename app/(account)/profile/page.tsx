import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { ProfileForm } from '#components/account/profile-form.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
import { describeEmail } from '#lib/accounts/change-email.ts';
import { requireUser } from '#lib/auth/require.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { timezoneChoices } from '#lib/i18n/timezone-choices.ts';
import { updateProfile } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('profile');
  return { title: t('title') };
}

type ProfilePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ProfilePage({ searchParams }: ProfilePageProps) {
  const actor = await requireUser();
  const { user } = actor;
  const [query, t, change, messages, { pending }] = await Promise.all([
    searchParams,
    getTranslations('profile'),
    getTranslations('changeEmail'),
    getMessages(),
    describeEmail(actor),
  ]);
  const notice = (['changed', 'cancelled'] as const).find((code) => code === query.notice);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Notice className="mb-6">{notice ? change(`notices.${notice}`) : null}</Notice>
      <div className="mb-6">
        <SecurityCard
          id="email"
          title={t('email')}
          text={pending ? t('emailPending', { email: pending.email }) : (user.email ?? '')}
          badge={user.emailVerifiedAt ? { text: t('emailVerified'), tone: 'success' } : undefined}
          actions={
            <PageLink href="/profile/email" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
              {t('changeEmail')}
            </PageLink>
          }
        />
      </div>
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
      <div className="mt-6 space-y-6">
        <SecurityCard
          id="roles"
          title={t('rolesTitle')}
          text={t('rolesText')}
          actions={
            <PageLink href="/profile/roles" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
              {t('rolesLink')}
            </PageLink>
          }
        />
        <SecurityCard
          id="delete"
          title={t('deleteTitle')}
          text={t('deleteText')}
          actions={
            <PageLink href="/profile/delete" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
              {t('deleteLink')}
            </PageLink>
          }
        />
      </div>
    </>
  );
}
