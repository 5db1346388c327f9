import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { withPool } from '#lib/pools/pool-name.ts';

type PoolUseProps = { name: string; appUrl: string };

/** How programs and people come to the accounts of a pool. */
export async function PoolUse({ name, appUrl }: PoolUseProps) {
  const t = await getTranslations('pools');
  const ways = [
    { id: 'header', value: `X-Gatehouse-Pool: ${name}` },
    { id: 'signIn', value: `${appUrl}${withPool('/login', name)}` },
    { id: 'signUp', value: `${appUrl}${withPool('/register', name)}` },
  ] as const;
  return (
    <Card aria-labelledby="use">
      <CardHeader>
        <div>
          <CardTitle id="use">{t('use')}</CardTitle>
          <CardDescription>{t('useText')}</CardDescription>
        </div>
        <PageLink href={`/admin/users?pool=${name}`} className={buttonVariants({ variant: 'secondary' })} prefetch={false}>
          {t('people')}
        </PageLink>
      </CardHeader>
      <CardContent>
        <dl className="space-y-4">
          {ways.map(({ id, value }) => (
            <div key={id}>
              <dt className="text-[0.8125rem] text-muted">{t(`ways.${id}`)}</dt>
              <dd className="mt-1 break-all font-mono text-ink text-sm">{value}</dd>
            </div>
          ))}
        </dl>
      </CardContent>
    </Card>
  );
}
