import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { deleteOrganization } from '../../actions.ts';
import { guardOrganization } from '../../guard-organization.tsx';

type DeletePageProps = { params: Promise<{ organization_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('delete') };
}

export default async function DeleteOrganizationPage({ params }: DeletePageProps) {
  const { organization, denied } = await guardOrganization(params, 'organization.delete');
  if (denied) return denied;
  const t = await getTranslations('organizations');
  const { id, name, members } = organization;
  return (
    <ConfirmPage
      title={t('deleteTitle', { name })}
      text={t('deleteText', { count: members })}
      action={deleteOrganization}
      fields={{ id }}
      stepUp
      submit={t('deleteLink')}
      pending={t('working')}
      back={`/organizations/${id}/settings`}
    />
  );
}
