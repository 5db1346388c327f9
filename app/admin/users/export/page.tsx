import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ExportForm } from '#components/admin/export-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { countMatches } from '#lib/bulk/export-users.ts';
import { guardPage } from '../../guard-page.tsx';
import { startExport } from '../bulk-actions.ts';
import { filterOf } from '../filter-of.ts';
import { readUsersAddress, usersAddress } from '../users-address.ts';

type ExportPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('jobs');
  return { title: t('export.title') };
}

export default async function ExportPage({ searchParams }: ExportPageProps) {
  const { denied } = await guardPage('admin.users.export');
  if (denied) return denied;
  const query = await searchParams;
  const filter = filterOf(query);
  const [t, error, count] = await Promise.all([getTranslations('jobs'), formErrorTexts(), countMatches(filter)]);
  return (
    <>
      <PageHeader title={t('export.title')} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t('export.text', { count })}</p>
          <ExportForm
            action={startExport}
            filter={JSON.stringify(filter)}
            formats={(['csv', 'ndjson'] as const).map((value) => ({ value, label: t(`export.formats.${value}`) }))}
            texts={{
              format: t('export.format'),
              formatHint: t('export.formatHint'),
              submit: t('export.submit'),
              pending: t('export.starting'),
              error,
            }}
          >
            <PageLink href={usersAddress(readUsersAddress(query).values)} className={buttonVariants({ variant: 'secondary' })}>
              {t('bulk.back')}
            </PageLink>
          </ExportForm>
        </CardContent>
      </Card>
    </>
  );
}
