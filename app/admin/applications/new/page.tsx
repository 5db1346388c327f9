import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationForm } from '#components/admin/application-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { guardPage } from '../../guard-page.tsx';
import { poolChoices } from '../../pools/pool-choices.ts';
import { addApplication } from '../actions.ts';
import { applicationFormTexts } from '../application-form-texts.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('applications');
  return { title: t('add') };
}

export default async function NewApplicationPage() {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const [t, common, texts] = await Promise.all([getTranslations('applications'), getTranslations('common'), applicationFormTexts('new')]);
  return (
    <>
      <PageHeader title={t('add')} subtitle={t('addText')} />
      <Card>
        <CardContent>
          <ApplicationForm
            action={addApplication}
            initial={{ name: '', description: '', allowed_origins: '', enabled: 'on', pool: defaultPool }}
            pools={await poolChoices()}
            texts={texts}
          >
            <PageLink href="/admin/applications" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ApplicationForm>
        </CardContent>
      </Card>
    </>
  );
}
