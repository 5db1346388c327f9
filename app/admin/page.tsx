import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Overview } from '#components/admin/overview.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { readDashboard } from '#lib/audit/dashboard.ts';
import { getDashboard } from '#lib/contracts/admin.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from './guard-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin');
  return { title: t('title') };
}

type AdminPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminPage({ searchParams }: AdminPageProps) {
  const { actor, denied } = await guardPage('admin.dashboard.read');
  if (denied) return denied;
  const t = await getTranslations('admin');
  // A range that was mistyped is the first one.
  const range = getDashboard.query.safeParse({ range: (await searchParams).range }).data?.range ?? '24h';
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Overview
        dashboard={await readDashboard(range)}
        timezone={actor.user.timezone}
        readerId={actor.user.id}
        mayRead={{ trail: isAllowed(actor, 'admin.audit.read'), users: isAllowed(actor, 'admin.users.read') }}
      />
    </>
  );
}
