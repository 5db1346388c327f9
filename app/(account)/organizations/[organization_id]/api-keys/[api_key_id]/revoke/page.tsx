import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { revokeOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganizationKey } from '../../../../guard-organization-key.ts';

type RevokeKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('revoke') };
}

export default async function RevokeOrganizationKeyPage({ params }: RevokeKeyPageProps) {
  const { apiKey, fields, back, denied } = await guardOrganizationKey(params);
  if (denied) return denied;
  const t = await getTranslations('apiKeys');
  return (
    <ConfirmPage
      title={t('revokeTitle', { name: apiKey.name })}
      text={t('revokeText')}
      action={revokeOrganizationKey}
      fields={fields}
      submit={t('revokeSubmit')}
      pending={t('revoking')}
      back={back}
    />
  );
}
