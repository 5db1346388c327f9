import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ChangeKeyPage } from '#app/change-key-page.tsx';
import { changeOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganizationKey } from '../../../../guard-organization-key.ts';

type EditKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('change') };
}

export default async function EditOrganizationKeyPage({ params }: EditKeyPageProps) {
  const { actor, apiKey, fields, back, denied } = await guardOrganizationKey(params);
  if (denied) return denied;
  return <ChangeKeyPage apiKey={apiKey} timezone={actor.user.timezone} action={changeOrganizationKey} fields={fields} back={back} />;
}
