import { Layers } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { PoolShape } from '#lib/contracts/pools.ts';
import { flattenSettings } from '#lib/settings/settings.ts';

type PoolListProps = { pools: PoolShape[] };

/** The pools, each with what programs call it and how much it has otherwise than the settings. */
export async function PoolList({ pools }: PoolListProps) {
  const t = await getTranslations('pools');
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {pools.map((pool) => (
            <EntryRow
              key={pool.name}
              icon={<Layers className="size-[1.125rem]" />}
              name={pool.display_name}
              badges={pool.is_default ? <Badge tone="neutral">{t('default')}</Badge> : null}
              tags={{ label: t('name'), values: [pool.name] }}
              facts={[
                pool.is_default ? t('defaultPolicies') : t('overrides', { count: flattenSettings(pool.overrides).size }),
                t(pool.policies.sign_in.sign_up === 'open' ? 'signUpOpen' : 'signUpClosed'),
              ]}
              end={<OpenEntry href={`/admin/pools/${pool.name}`} text={t('open')} name={pool.display_name} />}
            />
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
