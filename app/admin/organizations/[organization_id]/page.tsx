import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { readNamed } from '#app/read-named.ts';
import { FactList } from '#components/account/fact-list.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { ReasonForm } from '#components/admin/reason-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { FieldsForm } from '#components/organizations/fields-form.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { getOrganization } from '#lib/contracts/organizations.ts';
import { findOrganization } from '#lib/organizations/find-organization.ts';
import { countOrganizationKeys } from '#lib/organizations/organization-keys.ts';
import { isAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { memberRoleNames } from '#lib/roles/member-roles.ts';
import { guardPage } from '../../guard-page.tsx';
import { addMember, setStatus } from '../actions.ts';

type OrganizationPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('one') };
}

/** What operators do with an organization; the rest they do on its own pages. */
export default async function AdminOrganizationPage({ params, searchParams }: OrganizationPageProps) {
  const { actor, denied } = await guardPage('admin.organizations.read');
  if (denied) return denied;
  const organization = await readNamed(getOrganization, params, ({ organization_id }) => findOrganization(actor, organization_id));
  const [query, t, users, format, error, keys] = await Promise.all([
    searchParams,
    getTranslations('organizations'),
    getTranslations('users'),
    getFormatter(),
    formErrorTexts(),
    countOrganizationKeys(organization.id),
  ]);
  const { id, name, slug, status, members, settings, created_at: made } = organization;
  const mayWrite = isAllowed(actor, 'admin.organizations.write');
  const notice = (['added', 'suspended', 'activated'] as const).find((code) => code === query.notice);
  const act = status === 'active' ? 'suspend' : 'activate';
  return (
    <>
      <WayBack href="/admin/organizations" label={t('all')} className="mb-4" />
      <PageHeader
        title={name}
        subtitle={slug}
        actions={
          <PageLink href={`/organizations/${id}`} className={buttonVariants()}>
            {t('manage')}
          </PageLink>
        }
      />
      <Notice className="mb-6">{notice ? t(`adminNotices.${notice}`) : null}</Notice>
      <div className="space-y-6">
        <Card>
          <CardContent>
            <FactList
              facts={[
                { term: t('status'), value: t(status) },
                {
                  term: t('tabs.members'),
                  value: isAllowed(actor, 'admin.users.read') ? (
                    <PageLink href={`/admin/users?organization_id=${id}`} className={buttonVariants({ variant: 'link', size: 'text' })}>
                      {t('memberCount', { count: members })}
                    </PageLink>
                  ) : (
                    t('memberCount', { count: members })
                  ),
                },
                {
                  term: t('tabs.api-keys'),
                  value: isAllowedIn(actor, 'organization.api_keys.read', id) ? (
                    <PageLink href={`/organizations/${id}/api-keys`} className={buttonVariants({ variant: 'link', size: 'text' })}>
                      {t('keyCount', { count: keys })}
                    </PageLink>
                  ) : (
                    t('keyCount', { count: keys })
                  ),
                },
                {
                  term: t('foundedTerm'),
                  value: format.dateTime(new Date(made), { dateStyle: 'medium', timeZone: actor.user.timezone }),
                },
                { term: t('requireFactor'), value: t(settings.require_second_factor ? 'yes' : 'no') },
              ]}
            />
          </CardContent>
        </Card>
        {mayWrite && status === 'active' ? (
          <SecurityCard id="add" title={t('addMember')} text={t('addMemberText')}>
            <FieldsForm
              action={addMember}
              hidden={{ id }}
              fields={[
                {
                  kind: 'text',
                  name: 'user',
                  label: t('user'),
                  hint: t(isAllowed(actor, 'admin.users.read') ? 'userHint' : 'userIdHint'),
                  required: true,
                  maxLength: 320,
                },
                {
                  kind: 'select',
                  name: 'role',
                  label: t('role'),
                  initial: settings.default_role,
                  options: memberRoleNames.toReversed().map((value) => ({ value, label: t(`roles.${value}`) })),
                },
              ]}
              texts={{ submit: t('addMemberSubmit'), pending: t('working'), error }}
            />
          </SecurityCard>
        ) : null}
        {mayWrite ? (
          <SecurityCard id="status" title={t(`${act}Title`)} text={t(`${act}Text`)}>
            <ReasonForm
              action={setStatus}
              fields={{ id, act }}
              variant={act === 'suspend' ? 'danger' : 'primary'}
              texts={{
                reason: users('reason'),
                reasonHint: users('reasonHint'),
                submit: t(`${act}Submit`),
                pending: t('working'),
                error,
              }}
            />
          </SecurityCard>
        ) : null}
      </div>
    </>
  );
}
