import { Mail } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { ListRow } from '#components/account/list-row.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { FieldsForm } from '#components/organizations/fields-form.tsx';
import { OrganizationFrame } from '#components/organizations/organization-frame.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listInvitations } from '#lib/organizations/invitations.ts';
import { isAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { type MemberRoleName, memberRoleNames, memberRoles } from '#lib/roles/member-roles.ts';
import { inviteMember, resendInvitation, revokeInvitation } from '../../actions.ts';
import { frameOf, guardOrganization } from '../../guard-organization.tsx';

type InvitationsPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('tabs.invitations') };
}

/** Invites people, and shows who has not answered. */
export default async function InvitationsPage({ params, searchParams }: InvitationsPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.invitations.read');
  if (denied) return denied;
  const query = await searchParams;
  const { id, settings } = organization;
  const [t, format, error, frame, { invitations, pagination, cursor }] = await Promise.all([
    getTranslations('organizations'),
    getFormatter(),
    formErrorTexts(),
    frameOf(actor, organization, query),
    pageFromAddress(query, (options) => listInvitations(id, options)),
  ]);
  const mayGive = (role: MemberRoleName) => {
    const { rank, permissions } = memberRoles[role];
    return isAllowedIn(actor, 'organization.invitations.write', id, { rank, permissions });
  };
  const givable = memberRoleNames.filter(mayGive).reverse();
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  const page = `/organizations/${id}/invitations`;
  return (
    <OrganizationFrame {...frame} current="invitations">
      <div className="space-y-6">
        {givable.length > 0 ? (
          <SecurityCard id="invite" title={t('invite')} text={t('inviteText')}>
            <FieldsForm
              action={inviteMember}
              hidden={{ id }}
              fields={[
                { kind: 'text', type: 'email', name: 'email', label: t('email'), required: true, maxLength: 254 },
                {
                  kind: 'select',
                  name: 'role',
                  label: t('role'),
                  initial: mayGive(settings.default_role) ? settings.default_role : 'member',
                  options: givable.map((value) => ({ value, label: t(`roles.${value}`) })),
                },
              ]}
              texts={{ submit: t('inviteSubmit'), pending: t('working'), error }}
            />
          </SecurityCard>
        ) : null}
        {invitations.length > 0 ? (
          <Card>
            <CardContent>
              <ul className="divide-y divide-line">
                {invitations.map(({ id: invitation, email, role, expired, sent_at: sent, expires_at: end }) => (
                  <ListRow
                    key={invitation}
                    icon={<Mail className="size-[1.125rem]" />}
                    title={
                      <>
                        <span className="min-w-0 break-all">{email}</span>
                        {expired ? <Badge tone="warning">{t('expired')}</Badge> : null}
                      </>
                    }
                    facts={[
                      t('asRole', { role: t(`roles.${role}`) }),
                      t('sent', { when: day(sent) }),
                      expired ? null : t('until', { when: day(end) }),
                    ]}
                    end={
                      mayGive(role) ? (
                        <div className="flex flex-wrap gap-3">
                          <ActionForm
                            action={resendInvitation}
                            fields={{ id, invitation }}
                            texts={{ submit: t('resend'), pending: t('working'), error }}
                          />
                          <ActionForm
                            action={revokeInvitation}
                            fields={{ id, invitation }}
                            variant="danger-outline"
                            texts={{ submit: t('revoke'), pending: t('working'), error }}
                          />
                        </div>
                      ) : null
                    }
                  />
                ))}
              </ul>
            </CardContent>
          </Card>
        ) : (
          <EmptyList title={t('noInvitations')} text={t('noInvitationsText')} />
        )}
      </div>
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={(to) => (to ? `${page}?cursor=${to}` : page)} />
    </OrganizationFrame>
  );
}
