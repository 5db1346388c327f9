import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PoolForm } from '#components/admin/pool-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../guard-page.tsx';
import { addPool } from '../actions.ts';
import { poolFormTexts } from '../pool-form-texts.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pools');
  return { title: t('add') };
}

export default async function NewPoolPage() {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const [t, common, texts] = await Promise.all([getTranslations('pools'), getTranslations('common'), poolFormTexts('new')]);
  return (
    <>
      <PageHeader title={t('add')} subtitle={t('addText')} />
      <Card>
        <CardContent>
          <PoolForm action={addPool} texts={texts}>
            <PageLink href="/admin/pools" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </PoolForm>
        </CardContent>
      </Card>
    </>
  );
}
