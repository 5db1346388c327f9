import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { type Fact, FactList } from '#components/account/fact-list.tsx';
import { roleLabel } from '#components/account/labels.ts';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { localeChoices } from '#lib/i18n/locales.ts';
import { presentManagedUser } from '#lib/users/find-managed-user.ts';
import { mayManage, userActs } from '#lib/users/user-acts.ts';
import { guardPage } from '../../guard-page.tsx';
import { poolChoices } from '../../pools/pool-choices.ts';
import { readUser } from '../read-user.ts';
import { UserFrame } from '../user-frame.tsx';

type UserPageProps = {
  params: Promise<{ user_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('one') };
}

const notices = ['invited', 'saved', ...userActs] as const;

/** Who somebody is, as far as is known. */
export default async function UserPage({ params, searchParams }: UserPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const [managed, query, t, format] = await Promise.all([readUser(params), searchParams, getTranslations(), getFormatter()]);
  const user = presentManagedUser(managed);
  const notice = notices.find((code) => code === query.notice);
  const time = (date: string | null) =>
    date ? format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: actor.user.timezone }) : null;
  const none = <span className="text-faint">{t('users.none')}</span>;
  const proved = (value: string | null, isProved: boolean) =>
    value ? (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 break-all">{value}</span>
        <Badge tone={isProved ? 'success' : 'warning'}>{t(isProved ? 'users.confirmed' : 'users.unconfirmed')}</Badge>
      </span>
    ) : (
      none
    );
  const pools = await poolChoices();
  const facts: Fact[] = [
    { term: t('users.fields.name'), value: user.name ?? none },
    { term: t('users.fields.first_name'), value: user.first_name ?? none },
    { term: t('users.fields.last_name'), value: user.last_name ?? none },
    { term: t('users.fields.email'), value: proved(user.email, user.email_verified) },
    { term: t('users.fields.phone'), value: proved(user.phone, user.phone_verified) },
    { term: t('users.fields.username'), value: user.username ?? none },
    { term: t('users.columns.roles'), value: user.roles.map((role) => roleLabel(t, role)).join(', ') || none },
    ...(pools.length > 1 ? [{ term: t('users.columns.pool'), value: pools.find(({ value }) => value === user.pool)?.label }] : []),
    { term: t('users.fields.locale'), value: localeChoices.find(({ value }) => value === user.locale)?.label ?? user.locale },
    { term: t('users.fields.timezone'), value: user.timezone },
    { term: t('users.columns.created'), value: time(user.created_at) },
    { term: t('users.columns.seen'), value: time(user.last_sign_in_at) ?? t('users.never') },
    { term: t('users.fields.id'), value: <code className="break-all font-mono text-[0.8125rem]">{user.id}</code> },
    ...(user.locked_until ? [{ term: t('users.fields.locked_until'), value: time(user.locked_until) }] : []),
    ...(user.erase_at ? [{ term: t('users.fields.erase_at'), value: time(user.erase_at) }] : []),
    ...(user.suspended_at ? [{ term: t('users.fields.suspended_at'), value: time(user.suspended_at) }] : []),
    ...(user.deleted_at ? [{ term: t('users.fields.deleted_at'), value: time(user.deleted_at) }] : []),
  ];
  const mayEdit = managed.deletedAt === null && mayManage(actor, 'admin.users.write', managed);
  return (
    <UserFrame
      actor={actor}
      managed={managed}
      current="profile"
      notice={notice ? { text: t(`users.notices.${notice}`), tone: 'success' } : null}
    >
      <div className="space-y-6">
        <Card aria-labelledby="profile">
          <CardHeader>
            <CardTitle id="profile">{t('users.tabs.profile')}</CardTitle>
            {mayEdit ? (
              <PageLink
                href={`/admin/users/${user.id}/edit`}
                className={`${buttonVariants({ variant: 'secondary', size: 'small' })} shrink-0`}
              >
                {t('users.edit')}
              </PageLink>
            ) : null}
          </CardHeader>
          <CardContent>
            <FactList facts={facts} />
          </CardContent>
        </Card>
        <Card aria-labelledby="metadata">
          <CardHeader>
            <CardTitle id="metadata">{t('users.fields.metadata')}</CardTitle>
          </CardHeader>
          <CardContent>
            {Object.keys(user.metadata).length > 0 ? (
              <pre className="whitespace-pre-wrap break-all rounded-control bg-sunken p-4 font-mono text-[0.8125rem] leading-6">
                {JSON.stringify(user.metadata, null, 2)}
              </pre>
            ) : (
              <p className="text-muted text-sm">{t('users.noMetadata')}</p>
            )}
          </CardContent>
        </Card>
      </div>
    </UserFrame>
  );
}
