import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { deleteApplication } from '../../actions.ts';
import { readApplication } from '../../read-application.ts';

type DeleteApplicationPageProps = { params: Promise<{ application_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('applications');
  return { title: t('delete') };
}

export default async function DeleteApplicationPage({ params }: DeleteApplicationPageProps) {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const application = await readApplication(params);
  const t = await getTranslations('applications');
  const { id, name, allowed_origins: origins } = application;
  return (
    <ConfirmPage
      title={t('deleteTitle', { name })}
      text={t('deleteText', { count: origins.length })}
      action={deleteApplication}
      fields={{ id }}
      stepUp
      submit={t('deleteSubmit')}
      pending={t('deleting')}
      back={`/admin/applications/${id}`}
    />
  );
}
