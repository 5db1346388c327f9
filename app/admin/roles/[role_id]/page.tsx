import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { roleLabel } from '#components/account/labels.ts';
import { PermissionMatrix } from '#components/admin/permission-matrix.tsx';
import { PermissionTest } from '#components/admin/permission-test.tsx';
import { RoleForm } from '#components/admin/role-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Dotted } from '#components/ui/dotted.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../../guard-page.tsx';
import { saveRole, testPermission } from '../actions.ts';
import { permissionGroups, permissionLabels } from '../permission-texts.ts';
import { readRole } from '../read-role.ts';
import { roleFormTexts } from '../role-form-texts.ts';

type RolePageProps = {
  params: Promise<{ role_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminRoles');
  return { title: t('one') };
}

/** One role: what it gives, who would gain or lose by a change, and what somebody may do and why. */
export default async function RolePage({ params, searchParams }: RolePageProps) {
  const { actor, denied } = await guardPage('admin.roles.read');
  if (denied) return denied;
  const role = await readRole(actor, params);
  const { id, name, description, rank, system, members, permissions, version } = role;
  const [t, query, texts, groups, every, permissionLabel, error] = await Promise.all([
    getTranslations('adminRoles'),
    searchParams,
    roleFormTexts('known'),
    permissionGroups(actor),
    getTranslations(),
    permissionLabels(),
    formErrorTexts(),
  ]);
  const notice = (['added', 'saved'] as const).find((code) => code === query.notice);
  const mayDelete = role.may_change && isAllowed(actor, 'admin.roles.delete', { rank });
  const mayTest = isAllowed(actor, 'admin.permissions.read') && isAllowed(actor, 'admin.users.read');
  const secondary = buttonVariants({ variant: 'secondary' });
  return (
    <>
      <PageHeader
        title={roleLabel(every, name, role.display_name)}
        subtitle={system ? t('systemText') : description || t('one')}
        actions={
          isAllowed(actor, 'admin.roles.create') || mayDelete ? (
            <div className="flex flex-wrap gap-3">
              {isAllowed(actor, 'admin.roles.create') ? (
                <PageLink href={`/admin/roles/new?from=${id}`} className={secondary}>
                  {t('clone')}
                </PageLink>
              ) : null}
              {mayDelete ? (
                <PageLink href={`/admin/roles/${id}/delete`} className={buttonVariants({ variant: 'danger-outline' })}>
                  {t('delete')}
                </PageLink>
              ) : null}
            </div>
          ) : null
        }
      />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      {role.may_change ? null : (
        <Alert tone="neutral" className="mb-6">
          {t(system ? 'readOnlySystem' : isAllowed(actor, 'admin.roles.write') ? 'readOnlyRank' : 'readOnly')}
        </Alert>
      )}
      <div className="space-y-6">
        <Card aria-labelledby="role">
          <CardHeader>
            <div className="min-w-0">
              <CardTitle id="role" className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <code className="break-all font-mono">{name}</code>
                {system ? <Badge>{t('system')}</Badge> : null}
              </CardTitle>
              <CardDescription>
                <Dotted facts={[t('rankOf', { rank }), t('members', { count: members })]} />
              </CardDescription>
            </div>
          </CardHeader>
          <CardContent>
            {role.may_change ? (
              <RoleForm
                key={version}
                action={saveRole}
                groups={groups}
                initial={{ name, display_name: role.display_name, description, rank: String(rank), permissions }}
                known={{ id, version }}
                texts={texts}
              >
                <PageLink href="/admin/roles" className={secondary}>
                  {t('cancel')}
                </PageLink>
              </RoleForm>
            ) : (
              <PermissionMatrix groups={groups} chosen={permissions} readOnly texts={texts} error={undefined} />
            )}
          </CardContent>
        </Card>
        {mayTest ? (
          <Card aria-labelledby="test">
            <CardHeader>
              <div className="min-w-0">
                <CardTitle id="test">{t('test.title')}</CardTitle>
                <CardDescription>{t('test.text')}</CardDescription>
              </div>
            </CardHeader>
            <CardContent>
              <PermissionTest
                action={testPermission}
                options={allPermissions.map((value) => ({ value, label: `${permissionLabel(value)} (${value})` }))}
                texts={{
                  person: t('test.person'),
                  personHint: t('test.personHint'),
                  permission: t('test.permission'),
                  other: t('test.other'),
                  otherHint: t('test.otherHint'),
                  organization: t('test.organization'),
                  organizationHint: t('test.organizationHint'),
                  submit: t('test.submit'),
                  pending: t('test.pending'),
                  error,
                }}
              />
            </CardContent>
          </Card>
        ) : null}
      </div>
      <WayBack href="/admin/roles" label={t('back')} />
    </>
  );
}
