import { Building2 } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { Field } from '#components/forms/field.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { listAllOrganizations as contract } from '#lib/contracts/organizations.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listAllOrganizations } from '#lib/organizations/list-organizations.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../guard-page.tsx';

type OrganizationsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('title') };
}

const filters = contract.query.pick({ search: true, status: true });

function addressOf(filter: { search?: string | undefined; status?: string | undefined }, cursor?: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, cursor })) if (value) parameters.set(name, value);
  const text = parameters.toString();
  return text ? `/admin/organizations?${text}` : '/admin/organizations';
}

/** All organizations, found by a part of their name. */
export default async function AdminOrganizationsPage({ searchParams }: OrganizationsPageProps) {
  const { actor, denied } = await guardPage('admin.organizations.read');
  if (denied) return denied;
  const query = await searchParams;
  const filter = filters.safeParse({ search: query.search || undefined, status: query.status || undefined }).data ?? {};
  const [t, format, { organizations, pagination, cursor }] = await Promise.all([
    getTranslations('organizations'),
    getFormatter(),
    pageFromAddress(query, (page) => listAllOrganizations({ ...filter, ...page })),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  const found = isAllowed(actor, 'admin.organizations.write') ? (
    <PageLink href="/organizations/new" className={buttonVariants()}>
      {t('found')}
    </PageLink>
  ) : null;
  const reset = (
    <PageLink href="/admin/organizations" className={buttonVariants({ variant: 'secondary' })}>
      {t('reset')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('adminSubtitle')} actions={found} />
      <Card className="mb-6">
        <CardContent>
          {/* biome-ignore lint/a11y/useSemanticElements: the element <search> is not known to every browser we serve */}
          <form action="/admin/organizations" method="get" role="search" aria-label={t('filter')} className="space-y-5">
            <div className="grid gap-4 sm:grid-cols-2">
              <Field name="search" type="search" label={t('search')} defaultValue={filter.search ?? ''} maxLength={64} autoComplete="off" />
              <SelectField
                name="status"
                label={t('status')}
                defaultValue={filter.status ?? ''}
                options={[
                  { value: '', label: t('any') },
                  { value: 'active', label: t('active') },
                  { value: 'suspended', label: t('suspended') },
                ]}
              />
            </div>
            <div className="flex flex-wrap gap-3">
              <Button type="submit">{t('show')}</Button>
              {isFiltered ? reset : null}
            </div>
          </form>
        </CardContent>
      </Card>
      {organizations.length > 0 ? (
        <Card>
          <CardContent>
            <ul className="divide-y divide-line">
              {organizations.map(({ id, name, slug, status, members, created_at: made }) => (
                <EntryRow
                  key={id}
                  icon={<Building2 className="size-[1.125rem]" />}
                  name={name}
                  badges={status === 'suspended' ? <Badge tone="warning">{t('suspended')}</Badge> : null}
                  facts={[slug, t('memberCount', { count: members }), t('foundedOn', { when: day(made) })]}
                  end={<OpenEntry href={`/admin/organizations/${id}`} text={t('open')} name={name} />}
                />
              ))}
            </ul>
          </CardContent>
        </Card>
      ) : (
        <EmptyList title={t(isFiltered ? 'noMatch' : 'none')} text={t(isFiltered ? 'noMatchText' : 'noneText')}>
          {isFiltered ? reset : null}
        </EmptyList>
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={(to) => addressOf(filter, to)} />
    </>
  );
}
