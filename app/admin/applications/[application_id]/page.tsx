import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationForm } from '#components/admin/application-form.tsx';
import { DeleteCard } from '#components/admin/delete-card.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../guard-page.tsx';
import { poolChoices } from '../../pools/pool-choices.ts';
import { saveApplication } from '../actions.ts';
import { applicationFormTexts } from '../application-form-texts.ts';
import { readApplication } from '../read-application.ts';

type ApplicationPageProps = { params: Promise<{ application_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('applications');
  return { title: t('editTitle') };
}

export default async function ApplicationPage({ params }: ApplicationPageProps) {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const application = await readApplication(params);
  const [t, common, texts] = await Promise.all([getTranslations('applications'), getTranslations('common'), applicationFormTexts('known')]);
  const { id, version, name, description, allowed_origins: origins, enabled, pool } = application;
  return (
    <>
      <PageHeader title={name} subtitle={t('editTitle')} />
      <div className="space-y-6">
        <Card>
          <CardContent>
            <ApplicationForm
              action={saveApplication}
              known={{ id, version }}
              initial={{ name, description, allowed_origins: origins.join('\n'), enabled: enabled ? 'on' : '', pool }}
              pools={await poolChoices()}
              texts={texts}
            >
              <PageLink href="/admin/applications" className={buttonVariants({ variant: 'secondary' })}>
                {common('cancel')}
              </PageLink>
            </ApplicationForm>
          </CardContent>
        </Card>
        <DeleteCard title={t('delete')} text={t('deleteHint')} link={t('deleteLink')} href={`/admin/applications/${id}/delete`} />
      </div>
    </>
  );
}
