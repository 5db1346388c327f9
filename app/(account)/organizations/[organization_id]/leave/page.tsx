import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { leaveOrganization } from '../../actions.ts';
import { guardOrganization } from '../../guard-organization.tsx';

type LeavePageProps = { params: Promise<{ organization_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('leave') };
}

export default async function LeaveOrganizationPage({ params }: LeavePageProps) {
  const { organization, denied } = await guardOrganization(params, 'organization.read');
  if (denied) return denied;
  const t = await getTranslations('organizations');
  const { id, name } = organization;
  return (
    <ConfirmPage
      title={t('leaveTitle', { name })}
      text={t('leaveText')}
      action={leaveOrganization}
      fields={{ id }}
      submit={t('leaveLink')}
      pending={t('working')}
      back={`/organizations/${id}/settings`}
    />
  );
}
