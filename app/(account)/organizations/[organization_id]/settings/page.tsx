import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { SecurityCard } from '#components/account/security-card.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { FieldsForm } from '#components/organizations/fields-form.tsx';
import { OrganizationFrame } from '#components/organizations/organization-frame.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { isAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { memberRoles } from '#lib/roles/member-roles.ts';
import { saveOrganization } from '../../actions.ts';
import { frameOf, guardOrganization } from '../../guard-organization.tsx';

type SettingsPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('tabs.settings') };
}

/** What an organization is called and asks of its members, and the ways out of it. */
export default async function OrganizationSettingsPage({ params, searchParams }: SettingsPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.read');
  if (denied) return denied;
  const { id, name, slug, settings, version, role } = organization;
  const [t, common, error, frame] = await Promise.all([
    getTranslations('organizations'),
    getTranslations('common'),
    formErrorTexts(),
    frameOf(actor, organization, await searchParams),
  ]);
  const { rank, permissions } = memberRoles.admin;
  const mayRaise = isAllowedIn(actor, 'organization.write', id, { rank, permissions });
  const roles = (['member', 'admin'] as const).filter((each) => each === settings.default_role || each === 'member' || mayRaise);
  return (
    <OrganizationFrame {...frame} current="settings">
      <div className="space-y-6">
        {isAllowedIn(actor, 'organization.write', id) ? (
          <Card>
            <CardContent>
              <FieldsForm
                action={saveOrganization}
                hidden={{ id, version: String(version) }}
                fields={[
                  { kind: 'text', name: 'name', label: t('name'), initial: name, required: true, maxLength: 64 },
                  { kind: 'text', name: 'slug', label: t('slug'), initial: slug, required: true, maxLength: 40 },
                  {
                    kind: 'select',
                    name: 'default_role',
                    label: t('defaultRole'),
                    hint: t('defaultRoleHint'),
                    initial: settings.default_role,
                    options: roles.map((value) => ({ value, label: t(`roles.${value}`) })),
                  },
                  {
                    kind: 'text',
                    type: 'number',
                    name: 'invitation_days',
                    label: t('invitationDays'),
                    hint: t('invitationDaysHint'),
                    initial: String(settings.invitation_days),
                    required: true,
                    min: 1,
                    max: 30,
                  },
                  {
                    kind: 'switch',
                    name: 'require_second_factor',
                    label: t('requireFactor'),
                    hint: t('requireFactorHint'),
                    initial: settings.require_second_factor ? 'on' : '',
                  },
                  {
                    kind: 'switch',
                    name: 'join_by_domain',
                    label: t('joinByDomain'),
                    hint: t('joinByDomainHint'),
                    initial: settings.join_by_domain ? 'on' : '',
                  },
                ]}
                texts={{ submit: common('save'), pending: common('saving'), error }}
              />
            </CardContent>
          </Card>
        ) : null}
        {role ? (
          <SecurityCard
            id="leave"
            title={t('leave')}
            text={t('leaveText')}
            actions={
              <PageLink href={`/organizations/${id}/leave`} className={buttonVariants({ variant: 'secondary' })}>
                {t('leaveLink')}
              </PageLink>
            }
          />
        ) : null}
        {isAllowedIn(actor, 'organization.delete', id) ? (
          <SecurityCard
            id="delete"
            title={t('delete')}
            text={t('deleteHint')}
            actions={
              <PageLink href={`/organizations/${id}/delete`} className={buttonVariants({ variant: 'danger-outline' })}>
                {t('deleteLink')}
              </PageLink>
            }
          />
        ) : null}
      </div>
    </OrganizationFrame>
  );
}
