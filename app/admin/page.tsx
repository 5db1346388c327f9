import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Overview } from '#components/admin/overview.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { readDashboard } from '#lib/audit/dashboard.ts';
import { guardPage } from './guard-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin');
  return { title: t('title') };
}

export default async function AdminPage() {
  const { actor, denied } = await guardPage('admin.dashboard.read');
  if (denied) return denied;
  const t = await getTranslations('admin');
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Overview dashboard={await readDashboard()} timezone={actor.user.timezone} readerId={actor.user.id} />
    </>
  );
}
