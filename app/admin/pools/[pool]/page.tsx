import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { DeleteCard } from '#components/admin/delete-card.tsx';
import { PoolForm } from '#components/admin/pool-form.tsx';
import { PoolUse } from '#components/admin/pool-use.tsx';
import { SettingsForm } from '#components/admin/settings-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { env } from '#lib/env.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../../guard-page.tsx';
import { inheritPolicy, renamePool, savePolicies } from '../actions.ts';
import { policyViews } from '../policy-views.ts';
import { poolFormTexts } from '../pool-form-texts.ts';
import { readPool } from '../read-pool.ts';

type PoolPageProps = {
  params: Promise<{ pool: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pools');
  return { title: t('editTitle') };
}

export default async function PoolPage({ params, searchParams }: PoolPageProps) {
  const { actor, denied } = await guardPage('admin.settings.read');
  if (denied) return denied;
  const pool = await readPool(params);
  const [query, t, settings, error, texts] = await Promise.all([
    searchParams,
    getTranslations('pools'),
    getTranslations('settings'),
    formErrorTexts(),
    poolFormTexts('known'),
  ]);
  const { name, display_name: displayName, is_default: isDefault, version } = pool;
  const mayWrite = isAllowed(actor, 'admin.settings.write');
  const notice = (['added', 'saved', 'inherited'] as const).find((code) => code === query.notice);
  const problem = query.error === 'PRECONDITION_FAILED' ? 'stale' : query.error ? 'failed' : null;
  return (
    <>
      <WayBack href="/admin/pools" label={t('back')} className="mb-4" />
      <PageHeader title={displayName} subtitle={t(isDefault ? 'defaultText' : 'editTitle')} />
      <div className="space-y-6">
        <Notice>{notice ? t(`notices.${notice}`) : null}</Notice>
        <Notice tone="danger">{problem ? settings(`problems.${problem}`) : null}</Notice>
        {mayWrite ? (
          <Card>
            <CardContent>
              <PoolForm key={version} action={renamePool} known={{ pool: name, version, displayName }} texts={texts} />
            </CardContent>
          </Card>
        ) : null}
        <PoolUse name={name} appUrl={env().APP_URL} />
        {isDefault ? null : (
          <SettingsForm
            key={`policies-${version}`}
            groups={await policyViews(pool)}
            version={version}
            canWrite={mayWrite}
            save={savePolicies.bind(null, name)}
            reset={inheritPolicy.bind(null, name)}
            texts={{
              changed: t('own'),
              byDefault: t('inherited'),
              submit: t('savePolicies'),
              preview: { ask: settings('preview.ask'), title: settings('preview.title') },
              pending: settings('saving'),
              error,
            }}
          />
        )}
        {mayWrite && !isDefault ? (
          <DeleteCard title={t('delete')} text={t('deleteHint')} link={t('deleteLink')} href={`/admin/pools/${name}/delete`} />
        ) : null}
      </div>
    </>
  );
}
