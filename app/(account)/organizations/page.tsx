import { Building2, MailOpen } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { ListRow } from '#components/account/list-row.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { listOwnInvitations } from '#lib/organizations/answer-invitation.ts';
import { listJoinable } from '#lib/organizations/change-members.ts';
import { mayFound } from '#lib/organizations/found-organization.ts';
import { listOwnOrganizations } from '#lib/organizations/list-organizations.ts';
import { acceptOwnInvitation, declineInvitation, joinOrganization } from './actions.ts';

type OrganizationsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('title') };
}

export default async function OrganizationsPage({ searchParams }: OrganizationsPageProps) {
  const actor = await requireUser();
  const [query, t, format, error, invitations, joinable, mayCreate] = await Promise.all([
    searchParams,
    getTranslations('organizations'),
    getFormatter(),
    formErrorTexts(),
    listOwnInvitations(actor),
    listJoinable(actor),
    mayFound(actor),
  ]);
  const own = listOwnOrganizations(actor);
  const notice = (['left', 'deleted', 'declined'] as const).find((code) => code === query.notice);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  const found = (
    <PageLink href="/organizations/new" className={buttonVariants()}>
      {t('found')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={mayCreate && own.length > 0 ? found : null} />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      <div className="space-y-6">
        {invitations.length > 0 ? (
          <SecurityCard id="invitations" title={t('ownInvitations')} text={t('ownInvitationsText')}>
            <ul className="divide-y divide-line">
              {invitations.map(({ id, organization, role, expires_at: end }) => (
                <ListRow
                  key={id}
                  icon={<MailOpen className="size-[1.125rem]" />}
                  title={<span className="break-words">{organization.name}</span>}
                  facts={[t('asRole', { role: t(`roles.${role}`) }), t('until', { when: day(end) })]}
                  end={
                    <div className="flex flex-wrap gap-3">
                      <ActionForm
                        action={acceptOwnInvitation}
                        fields={{ invitation: id }}
                        variant="primary"
                        texts={{ submit: t('accept'), pending: t('working'), error }}
                      />
                      <ActionForm
                        action={declineInvitation}
                        fields={{ invitation: id }}
                        texts={{ submit: t('decline'), pending: t('working'), error }}
                      />
                    </div>
                  }
                />
              ))}
            </ul>
          </SecurityCard>
        ) : null}
        {joinable.length > 0 ? (
          <SecurityCard id="joinable" title={t('joinable')} text={t('joinableText')}>
            <ul className="divide-y divide-line">
              {joinable.map(({ id, name }) => (
                <ListRow
                  key={id}
                  icon={<Building2 className="size-[1.125rem]" />}
                  title={<span className="break-words">{name}</span>}
                  facts={[]}
                  end={<ActionForm action={joinOrganization} fields={{ id }} texts={{ submit: t('join'), pending: t('working'), error }} />}
                />
              ))}
            </ul>
          </SecurityCard>
        ) : null}
        {own.length > 0 ? (
          <Card>
            <CardContent>
              <ul className="divide-y divide-line">
                {own.map(({ id, name, slug, status, role, joined_at: since }) => (
                  <EntryRow
                    key={id}
                    icon={<Building2 className="size-[1.125rem]" />}
                    name={name}
                    badges={
                      <>
                        <Badge tone={role === 'owner' ? 'accent' : 'neutral'}>{t(`roles.${role}`)}</Badge>
                        {status === 'suspended' ? <Badge tone="warning">{t('suspended')}</Badge> : null}
                      </>
                    }
                    facts={[slug, t('since', { when: day(since) })]}
                    end={<OpenEntry href={`/organizations/${id}`} text={t('open')} name={name} />}
                  />
                ))}
              </ul>
            </CardContent>
          </Card>
        ) : (
          <EmptyList title={t('empty')} text={t(mayCreate ? 'emptyText' : 'emptyTextClosed')}>
            {mayCreate ? found : null}
          </EmptyList>
        )}
      </div>
    </>
  );
}
