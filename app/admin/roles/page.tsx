import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { RoleList } from '#components/admin/role-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listRoles } from '#lib/roles/list-roles.ts';
import { guardPage } from '../guard-page.tsx';

type RolesPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminRoles');
  return { title: t('title') };
}

const addressOf = (cursor: string | undefined) => (cursor ? `/admin/roles?cursor=${cursor}` : '/admin/roles');

export default async function RolesPage({ searchParams }: RolesPageProps) {
  const { actor, denied } = await guardPage('admin.roles.read');
  if (denied) return denied;
  const query = await searchParams;
  const [t, { roles, pagination, cursor }] = await Promise.all([
    getTranslations('adminRoles'),
    pageFromAddress(query, (options) => listRoles(actor, { ...options, limit: 100 })),
  ]);
  const ranked = roles.toSorted((a, b) => b.rank - a.rank || a.name.localeCompare(b.name));
  return (
    <>
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          isAllowed(actor, 'admin.roles.create') ? (
            <PageLink href="/admin/roles/new" className={buttonVariants()}>
              {t('add')}
            </PageLink>
          ) : null
        }
      />
      <Notice className="mb-6">{query.notice === 'deleted' ? t('notices.deleted') : null}</Notice>
      <RoleList roles={ranked} />
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
    </>
  );
}
