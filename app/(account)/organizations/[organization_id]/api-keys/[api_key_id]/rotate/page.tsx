import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReplaceKeyPage } from '#app/replace-key-page.tsx';
import { rotateOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganization } from '../../../../guard-organization.tsx';
import { readOrganizationKey } from '../../../../read-organization-key.ts';

type RotateKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('rotate') };
}

export default async function RotateOrganizationKeyPage({ params }: RotateKeyPageProps) {
  const { organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return denied;
  const { id } = organization;
  const { id: key, name } = await readOrganizationKey(id, params);
  const t = await getTranslations('apiKeys');
  return (
    <ReplaceKeyPage
      name={name}
      text={t('rotateForText')}
      action={rotateOrganizationKey}
      fields={{ id, key }}
      back={`/organizations/${id}/api-keys`}
    />
  );
}
