import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { SecurityCard } from '#components/account/security-card.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { FieldsForm } from '#components/organizations/fields-form.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { isAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { memberRoleNames, memberRoles } from '#lib/roles/member-roles.ts';
import { changeMember } from '../../../actions.ts';
import { guardOrganization } from '../../../guard-organization.tsx';
import { memberLabel } from '../../../member-label.ts';
import { readMember } from '../../../read-member.ts';

type MemberPageProps = { params: Promise<{ organization_id: string; user_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('member') };
}

/** What a member is, and the way to take them out. */
export default async function MemberPage({ params }: MemberPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.members.write');
  if (denied) return denied;
  const [member, t, common, error] = await Promise.all([
    readMember(actor, params),
    getTranslations('organizations'),
    getTranslations('common'),
    formErrorTexts(),
  ]);
  const { id } = organization;
  const { user_id: userId, role: held } = member;
  const page = `/organizations/${id}`;
  const givable = memberRoleNames.filter((role) => {
    const { rank, permissions } = memberRoles[role];
    return isAllowedIn(actor, 'organization.members.write', id, { userId, rank, permissions });
  });
  return (
    <>
      <WayBack href={page} label={organization.name} className="mb-4" />
      <PageHeader title={memberLabel(t, member)} subtitle={member.email ?? t('member')} />
      <div className="space-y-6">
        <Card>
          <CardContent>
            <FieldsForm
              action={changeMember}
              hidden={{ id, user_id: userId }}
              fields={[
                {
                  kind: 'select',
                  name: 'role',
                  label: t('role'),
                  hint: t('roleHint'),
                  initial: held,
                  options: givable.map((value) => ({ value, label: t(`roles.${value}`) })),
                },
              ]}
              texts={{ submit: common('save'), pending: common('saving'), error }}
            >
              <PageLink href={page} className={buttonVariants({ variant: 'secondary' })}>
                {common('cancel')}
              </PageLink>
            </FieldsForm>
          </CardContent>
        </Card>
        {held !== 'owner' && isAllowedIn(actor, 'organization.transfer', id) ? (
          <SecurityCard
            id="transfer"
            title={t('transfer')}
            text={t('transferText')}
            actions={
              <PageLink href={`${page}/transfer?user_id=${userId}`} className={buttonVariants({ variant: 'secondary' })}>
                {t('transferLink')}
              </PageLink>
            }
          />
        ) : null}
        <SecurityCard
          id="remove"
          title={t('remove')}
          text={t('removeText')}
          actions={
            <PageLink href={`${page}/members/${userId}/remove`} className={buttonVariants({ variant: 'danger-outline' })}>
              {t('removeLink')}
            </PageLink>
          }
        />
      </div>
    </>
  );
}
