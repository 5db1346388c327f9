import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditFilters } from '#components/admin/audit-filters.tsx';
import { EventTable } from '#components/admin/event-table.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card } from '#components/ui/card.tsx';
import { auditActions } from '#lib/audit/activity-kinds.ts';
import { searchEvents } from '#lib/audit/search-events.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { guardPage } from '../guard-page.tsx';
import { auditAddress, readAuditAddress } from './audit-address.ts';

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

/** The audit trail, filtered by what its address says. */
export default async function AuditPage({ searchParams }: AuditPageProps) {
  const { actor, denied } = await guardPage('admin.audit.read');
  if (denied) return denied;
  const address = await searchParams;
  const { values, filter } = readAuditAddress(address);
  const [t, { events, pagination, cursor }] = await Promise.all([
    getTranslations('audit'),
    pageFromAddress(address, (page) => searchEvents(filter, page)),
  ]);
  const isFiltered = Object.values(values).some((value) => value !== '');
  const reset = isFiltered ? (
    <PageLink href="/admin/audit" className={buttonVariants({ variant: 'secondary' })}>
      {t('reset')}
    </PageLink>
  ) : null;
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <AuditFilters values={values} actions={auditActions}>
        {reset}
      </AuditFilters>
      {events.length > 0 ? (
        <Card className="overflow-hidden">
          <div className="-mt-4">
            <EventTable events={events} timezone={actor.user.timezone} readerId={actor.user.id} />
          </div>
        </Card>
      ) : (
        <EmptyList title={t(isFiltered ? 'noMatch' : 'empty')} text={t(isFiltered ? 'noMatchText' : 'emptyText')}>
          {reset}
        </EmptyList>
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={(to) => auditAddress(values, to)} />
    </>
  );
}
