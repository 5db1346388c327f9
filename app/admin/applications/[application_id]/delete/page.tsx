import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { deleteApplication } from '../../actions.ts';
import { readApplication } from '../../read-application.ts';

type DeleteApplicationPageProps = { params: Promise<{ application_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('applications');
  return { title: t('delete') };
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export default async function DeleteApplicationPage({ params }: DeleteApplicationPageProps) {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const application = await readApplication(params);
  const [t, common, error] = await Promise.all([getTranslations('applications'), getTranslations('common'), formErrorTexts()]);
  const { id, name, allowed_origins: origins } = application;
  return (
    <>
      <PageHeader title={t('deleteTitle', { name })} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-xl text-muted text-sm leading-6">{t('deleteText', { count: origins.length })}</p>
          <ActionForm
            action={deleteApplication}
            fields={{ id }}
            variant="danger"
            stepUp
            texts={{ submit: t('deleteSubmit'), pending: t('deleting'), error }}
          >
            <PageLink href={`/admin/applications/${id}`} className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
