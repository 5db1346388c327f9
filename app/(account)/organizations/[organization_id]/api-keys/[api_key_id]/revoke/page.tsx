import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { revokeOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganization } from '../../../../guard-organization.tsx';
import { readOrganizationKey } from '../../../../read-organization-key.ts';

type RevokeKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('revoke') };
}

export default async function RevokeOrganizationKeyPage({ params }: RevokeKeyPageProps) {
  const { organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return denied;
  const { id } = organization;
  const { id: key, name } = await readOrganizationKey(id, params);
  const t = await getTranslations('apiKeys');
  return (
    <ConfirmPage
      title={t('revokeTitle', { name })}
      text={t('revokeText')}
      action={revokeOrganizationKey}
      fields={{ id, key }}
      submit={t('revokeSubmit')}
      pending={t('revoking')}
      back={`/organizations/${id}/api-keys`}
    />
  );
}
