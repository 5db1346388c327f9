import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ChangeKeyPage } from '#app/change-key-page.tsx';
import { changeOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganization } from '../../../../guard-organization.tsx';
import { readOrganizationKey } from '../../../../read-organization-key.ts';

type EditKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('change') };
}

export default async function EditOrganizationKeyPage({ params }: EditKeyPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return denied;
  const { id } = organization;
  const key = await readOrganizationKey(id, params);
  return (
    <ChangeKeyPage
      apiKey={key}
      timezone={actor.user.timezone}
      action={changeOrganizationKey}
      fields={{ id, key: key.id }}
      back={`/organizations/${id}/api-keys`}
    />
  );
}
