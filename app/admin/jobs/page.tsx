import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { JobList } from '#components/admin/job-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { listJobs, nameOwners } from '#lib/bulk/list-jobs.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { guardPage } from '../guard-page.tsx';

type JobsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('jobs');
  return { title: t('title') };
}

export default async function JobsPage({ searchParams }: JobsPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const [t, { jobs, pagination, cursor }] = await Promise.all([
    getTranslations('jobs'),
    pageFromAddress(await searchParams, (page) => listJobs(page)),
  ]);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <JobList jobs={jobs} names={await nameOwners(jobs)} readerId={actor.user.id} timezone={actor.user.timezone} />
      <Pager
        cursor={cursor}
        next={pagination.next_cursor}
        addressOf={(to) => (to ? `/admin/jobs?cursor=${encodeURIComponent(to)}` : '/admin/jobs')}
      />
    </>
  );
}
