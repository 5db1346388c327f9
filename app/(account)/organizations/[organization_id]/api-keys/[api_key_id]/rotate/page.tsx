import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReplaceKeyPage } from '#app/replace-key-page.tsx';
import { rotateOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganizationKey } from '../../../../guard-organization-key.ts';

type RotateKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('rotate') };
}

export default async function RotateOrganizationKeyPage({ params }: RotateKeyPageProps) {
  const { apiKey, fields, back, denied } = await guardOrganizationKey(params);
  if (denied) return denied;
  const t = await getTranslations('apiKeys');
  return <ReplaceKeyPage name={apiKey.name} text={t('rotateForText')} action={rotateOrganizationKey} fields={fields} back={back} />;
}
