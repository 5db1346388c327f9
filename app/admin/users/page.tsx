import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { BulkBar } from '#components/admin/bulk-bar.tsx';
import { SavedViews } from '#components/admin/saved-views.tsx';
import { UserFilters } from '#components/admin/user-filters.tsx';
import { UserTable } from '#components/admin/user-table.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
import { permissionOfAction } from '#lib/bulk/action-permissions.ts';
import { jobActions } from '#lib/contracts/jobs.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listRoleNames } from '#lib/roles/list-roles.ts';
import { presentManagedUser } from '#lib/users/find-managed-user.ts';
import { listUsers } from '#lib/users/list-users.ts';
import { listSavedViews } from '#lib/users/saved-views.ts';
import { guardPage } from '../guard-page.tsx';
import { poolChoices } from '../pools/pool-choices.ts';
import { parseAddressQuery, readUsersAddress, usersAddress } from './users-address.ts';
import { removeView, renameView, saveView } from './view-actions.ts';

type UsersPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The form that the boxes of the table belong to. */
const bulkForm = 'bulk';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('title') };
}

export default async function UsersPage({ searchParams }: UsersPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const query = await searchParams;
  const { values, filter, columns } = readUsersAddress(query);
  const acts = jobActions.filter((action) => isAllowed(actor, permissionOfAction(action)));
  const address = usersAddress(values, { columns });
  const [t, jobs, error, views, roles, pools, { users, pagination, cursor }] = await Promise.all([
    getTranslations('users'),
    getTranslations('jobs'),
    formErrorTexts(),
    listSavedViews(actor),
    listRoleNames(),
    poolChoices(),
    pageFromAddress(query, (page) => listUsers({ ...filter, ...page })),
  ]);
  const isFiltered = Object.entries(values).some(([name, value]) => name !== 'sort' && value !== '');
  const reset = (
    <PageLink href={usersAddress({}, { columns })} className={buttonVariants({ variant: 'secondary' })}>
      {t('reset')}
    </PageLink>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          <div className="flex flex-wrap gap-3">
            {isAllowed(actor, 'admin.users.import') ? (
              <PageLink href="/admin/users/import" className={buttonVariants({ variant: 'secondary' })}>
                {jobs('import.link')}
              </PageLink>
            ) : null}
            {isAllowed(actor, 'admin.users.export') ? (
              <PageLink
                href={usersAddress(values).replace('/admin/users', '/admin/users/export')}
                className={buttonVariants({ variant: 'secondary' })}
                prefetch={false}
              >
                {jobs('export.link')}
              </PageLink>
            ) : null}
            {isAllowed(actor, 'admin.users.write') ? (
              <PageLink href="/admin/users/new" className={buttonVariants()}>
                {t('invite')}
              </PageLink>
            ) : null}
          </div>
        }
      />
      <Notice className="mb-6">{query.notice === 'invited' ? t('notices.invited') : null}</Notice>
      <SavedViews
        views={views.map(({ id, name, query: kept }) => {
          const shown = readUsersAddress(parseAddressQuery(kept));
          const href = usersAddress(shown.values, { columns: shown.columns });
          return { id, name, href, isOn: href === address };
        })}
        query={address.split('?')[1] ?? null}
        save={saveView}
        rename={renameView}
        remove={removeView}
        error={error}
      />
      <UserFilters values={values} columns={columns} roles={roles} providers={listSignInProviders()} pools={pools}>
        {isFiltered ? reset : null}
      </UserFilters>
      {acts.length > 0 && users.length > 0 ? (
        <BulkBar
          id={bulkForm}
          action="/admin/users/bulk"
          hidden={Object.fromEntries(Object.entries(values).filter(([name, value]) => name !== 'sort' && value !== ''))}
          actions={acts.map((value) => ({ value, label: jobs(`actions.${value}`) }))}
          texts={{
            label: jobs('bulk.label'),
            page: jobs('bulk.page'),
            action: jobs('bulk.action'),
            selected: jobs('bulk.selected'),
            all: jobs('bulk.all'),
          }}
        />
      ) : null}
      {users.length > 0 ? (
        <UserTable
          users={users.map(presentManagedUser)}
          columns={columns}
          timezone={actor.user.timezone}
          readerId={actor.user.id}
          form={acts.length > 0 ? bulkForm : undefined}
        />
      ) : null}
      {users.length === 0 && pagination.next_cursor ? <EmptyList title={t('noneHere')} text={t('noneHereText')} /> : null}
      {users.length === 0 && !pagination.next_cursor ? (
        <EmptyList title={t(isFiltered ? 'noMatch' : 'empty')} text={t(isFiltered ? 'noMatchText' : 'emptyText')}>
          {isFiltered ? reset : null}
        </EmptyList>
      ) : null}
      <Pager
        cursor={cursor}
        next={pagination.next_cursor}
        addressOf={(to) => usersAddress(values, { columns, cursor: to })}
        labels={{ first: t('firstPage'), next: t('nextPage') }}
      />
    </>
  );
}
