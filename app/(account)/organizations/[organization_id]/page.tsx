import { UserRound } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { OrganizationFrame } from '#components/organizations/organization-frame.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listMembers } from '#lib/organizations/list-members.ts';
import { frameOf, guardOrganization } from '../guard-organization.tsx';
import { memberLabel } from '../member-label.ts';

type MembersPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('tabs.members') };
}

/** Who is in it, and what each of them is there. */
export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.members.read');
  if (denied) return denied;
  const query = await searchParams;
  const { id } = organization;
  const [t, format, frame, { members, pagination, cursor }] = await Promise.all([
    getTranslations('organizations'),
    getFormatter(),
    frameOf(actor, organization, query),
    pageFromAddress(query, (options) => listMembers(actor, id, options)),
  ]);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  return (
    <OrganizationFrame {...frame} current="members">
      <Card>
        <CardContent>
          <ul className="divide-y divide-line">
            {members.map((member) => {
              const name = memberLabel(t, member);
              const facts = [name === member.email ? null : member.email, member.username, t('since', { when: day(member.joined_at) })];
              return (
                <EntryRow
                  key={member.id}
                  icon={<UserRound className="size-[1.125rem]" />}
                  name={name}
                  badges={
                    <>
                      <Badge tone={member.role === 'owner' ? 'accent' : 'neutral'}>{t(`roles.${member.role}`)}</Badge>
                      {member.user_id === actor.user.id ? <Badge>{t('you')}</Badge> : null}
                    </>
                  }
                  facts={facts.flatMap((fact) => fact ?? [])}
                  end={
                    member.may_change ? (
                      <OpenEntry href={`/organizations/${id}/members/${member.user_id}`} text={t('edit')} name={name} />
                    ) : null
                  }
                />
              );
            })}
          </ul>
        </CardContent>
      </Card>
      <Pager
        cursor={cursor}
        next={pagination.next_cursor}
        addressOf={(to) => (to ? `/organizations/${id}?cursor=${to}` : `/organizations/${id}`)}
      />
    </OrganizationFrame>
  );
}
