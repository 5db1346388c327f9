import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LimitTable } from '#components/docs/limit-table.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Card } from '#components/ui/card.tsx';
import { describeLimits } from '#lib/rate-limit/describe-limits.ts';

// The values of this installation, which a build does not know.
export const dynamic = 'force-dynamic';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('limits');
  return { title: t('docsTitle') };
}

export default async function LimitDocsPage() {
  const t = await getTranslations('limits');
  return (
    <>
      <PageHeader title={t('docsTitle')} subtitle={t('docsText')} />
      <Card>
        <LimitTable limits={await describeLimits()} />
      </Card>
    </>
  );
}
