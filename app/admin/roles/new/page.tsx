import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { roleLabel } from '#components/account/labels.ts';
import { RoleForm } from '#components/admin/role-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { getRole } from '#lib/contracts/roles.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { holds } from '#lib/roles/explain-permissions.ts';
import { findRole } from '#lib/roles/list-roles.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { guardPage } from '../../guard-page.tsx';
import { addRole } from '../actions.ts';
import { permissionGroups } from '../permission-texts.ts';
import { roleFormTexts } from '../role-form-texts.ts';

type NewRolePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminRoles');
  return { title: t('add') };
}

/** What the form starts with: nothing, or what another role gives, as far as the actor may give it. */
async function startOf(actor: Actor, from: unknown) {
  const parsed = getRole.params.safeParse({ role_id: from });
  const model = parsed.success ? await findRole(actor, parsed.data.role_id) : null;
  const start = { name: '', display_name: '', description: '', rank: '', permissions: [] as string[] };
  if (!model) return start;
  const [t, every] = await Promise.all([getTranslations('adminRoles'), getTranslations()]);
  return {
    ...start,
    display_name: t('cloneName', { name: roleLabel(every, model.name, model.display_name) }),
    description: model.system ? '' : model.description,
    rank: String(Math.min(model.rank, actor.rank - 1)),
    permissions: model.permissions.filter((permission) => holds(actor, permission)),
  };
}

export default async function NewRolePage({ searchParams }: NewRolePageProps) {
  const { actor, denied } = await guardPage('admin.roles.create');
  if (denied) return denied;
  const { from } = await searchParams;
  const [t, common, texts, groups, initial] = await Promise.all([
    getTranslations('adminRoles'),
    getTranslations('common'),
    roleFormTexts('new'),
    permissionGroups(actor),
    startOf(actor, isAllowed(actor, 'admin.roles.read') ? from : null),
  ]);
  return (
    <>
      <PageHeader title={t('add')} subtitle={t('addText')} />
      <Card>
        <CardContent>
          <RoleForm action={addRole} groups={groups} initial={initial} texts={texts}>
            <PageLink href="/admin/roles" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </RoleForm>
        </CardContent>
      </Card>
    </>
  );
}
