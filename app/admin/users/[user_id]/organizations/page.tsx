import { Building2 } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { readUser } from '../../read-user.ts';
import { UserFrame } from '../../user-frame.tsx';

type UserOrganizationsPageProps = { params: Promise<{ user_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('tabs.organizations') };
}

/** The organizations that somebody is in, and what they are there. */
export default async function UserOrganizationsPage({ params }: UserOrganizationsPageProps) {
  const { actor, denied } = await guardPage('admin.organizations.read');
  if (denied) return denied;
  const managed = await readUser(params);
  const [t, format] = await Promise.all([getTranslations('organizations'), getFormatter()]);
  const { memberships } = managed;
  const day = (date: Date) => format.dateTime(date, { dateStyle: 'medium', timeZone: actor.user.timezone });
  return (
    <UserFrame actor={actor} managed={managed} current="organizations">
      {memberships.length > 0 ? (
        <Card>
          <CardContent>
            <ul className="divide-y divide-line">
              {memberships.map(({ organizationId: id, name, slug, status, role, since }) => (
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
                  end={<OpenEntry href={`/admin/organizations/${id}`} text={t('open')} name={name} />}
                />
              ))}
            </ul>
          </CardContent>
        </Card>
      ) : (
        <EmptyList title={t('userNone')} text={t('userNoneText')} />
      )}
    </UserFrame>
  );
}
