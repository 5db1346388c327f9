import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { RefusedList } from '#components/admin/refused-list.tsx';
import { LimitTable } from '#components/docs/limit-table.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { readLimits } from '#lib/rate-limit/list-limits.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../guard-page.tsx';
import { forget } from './actions.ts';

type LimitsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('limits');
  return { title: t('title') };
}

export default async function LimitsPage({ searchParams }: LimitsPageProps) {
  const { actor, denied } = await guardPage('admin.health.read');
  if (denied) return denied;
  const [query, t, { store, limits, refused }] = await Promise.all([
    searchParams,
    getTranslations('limits'),
    readLimits({ mayNamePeople: isAllowed(actor, 'admin.users.read') }),
  ]);
  const problem = (['UNAVAILABLE', 'NOT_FOUND'] as const).find((code) => code === query.error) ?? (query.error ? 'failed' : null);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="space-y-6">
        <Notice>{query.notice === 'forgotten' ? t('notices.forgotten') : null}</Notice>
        <Notice tone="danger">{problem ? t(`problems.${problem}`) : null}</Notice>
        <Card aria-labelledby="refused">
          <CardHeader>
            <div>
              <CardTitle id="refused">{t('refused')}</CardTitle>
              <CardDescription>{t('refusedText')}</CardDescription>
            </div>
          </CardHeader>
          {refused.length === 0 ? (
            <CardContent>
              <p className="py-8 text-center text-sm">
                {t('none')} <span className="text-muted">{t('noneText')}</span>
              </p>
            </CardContent>
          ) : (
            <div className="mt-4 border-line border-t">
              <RefusedList
                refused={refused}
                timezone={actor.user.timezone}
                mayForget={isAllowed(actor, 'admin.settings.write')}
                forget={forget}
              />
            </div>
          )}
        </Card>
        <Card aria-labelledby="limits">
          <CardHeader>
            <div>
              <CardTitle id="limits">{t('table')}</CardTitle>
              <CardDescription>
                {t(`stores.${store}`)} {t('tableText')}
              </CardDescription>
            </div>
          </CardHeader>
          <LimitTable limits={limits} />
        </Card>
      </div>
    </>
  );
}
