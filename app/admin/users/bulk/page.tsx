import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { roleLabel } from '#components/account/labels.ts';
import { BulkForm } from '#components/admin/bulk-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { permissionOfAction } from '#lib/bulk/action-permissions.ts';
import { listBulkRoles } from '#lib/bulk/bulk-roles.ts';
import { countMatches } from '#lib/bulk/export-users.ts';
import { bulkUsers, jobActions } from '#lib/contracts/jobs.ts';
import { guardPage } from '../../guard-page.tsx';
import { startBulk } from '../bulk-actions.ts';
import { filterOf } from '../filter-of.ts';
import { readUsersAddress, usersAddress } from '../users-address.ts';

type BulkPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('jobs');
  return { title: t('bulk.title') };
}

/** Who was ticked. The list draws each box twice, for its table and its cards. */
function idsOf(given: string | string[] | undefined): string[] {
  const ids = bulkUsers.body.shape.ids.safeParse([...new Set([given ?? []].flat())]);
  return (ids.success && ids.data) || [];
}

/** Asks why before something is done to many. A page, so that it is asked where no script runs too. */
export default async function BulkPage({ searchParams }: BulkPageProps) {
  const query = await searchParams;
  const action = jobActions.find((known) => known === query.action) ?? 'suspend';
  const { actor, denied } = await guardPage(permissionOfAction(action));
  if (denied) return denied;
  const list = usersAddress(readUsersAddress(query).values);
  const ids = query.all === 'true' ? null : idsOf(query.id);
  const filter = filterOf(query);
  const isRole = action === 'add_role' || action === 'remove_role';
  const [t, all, error, count, roles] = await Promise.all([
    getTranslations('jobs'),
    getTranslations(),
    formErrorTexts(),
    ids ? ids.length : countMatches(filter),
    isRole ? listBulkRoles(actor, action) : null,
  ]);
  const back = (
    <PageLink href={list} className={buttonVariants({ variant: 'secondary' })}>
      {t('bulk.back')}
    </PageLink>
  );
  const address = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each])));
  return (
    <>
      <PageHeader title={t(`actions.${action}`)} subtitle={t(ids ? 'bulk.chosen' : 'bulk.matching', { count })} />
      {count === 0 ? (
        <EmptyList title={t('bulk.nobody')} text={t('bulk.nobodyText')}>
          {back}
        </EmptyList>
      ) : (
        <Card>
          <CardContent>
            <p className="mb-6 max-w-2xl text-muted text-sm leading-6">
              {ids ? null : `${t('bulk.matchingText')} `}
              {t('bulk.rule')}
            </p>
            <BulkForm
              action={startBulk}
              fields={{ action, targets: JSON.stringify(ids ? { ids } : { filter }), page: `/admin/users/bulk?${address}` }}
              isDanger={action === 'suspend' || action === 'delete'}
              roles={roles?.map(({ id, name, displayName }) => ({ value: id, label: roleLabel(all, name, displayName) })) ?? null}
              texts={{
                role: t('bulk.role'),
                reason: t('bulk.reason'),
                reasonHint: t('bulk.reasonHint'),
                dryRun: t('bulk.dryRun'),
                submit: t('bulk.submit'),
                pending: t('bulk.starting'),
                error,
              }}
            >
              {back}
            </BulkForm>
          </CardContent>
        </Card>
      )}
    </>
  );
}
