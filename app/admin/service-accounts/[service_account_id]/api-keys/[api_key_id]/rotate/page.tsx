import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReplaceKeyPage } from '#app/replace-key-page.tsx';
import { guardPage } from '../../../../../guard-page.tsx';
import { rotateAccountKey } from '../../../../actions.ts';
import { readManagedAccount } from '../../../../read-account.ts';
import { readAccountKey } from '../../../../read-account-key.ts';

type RotateAccountKeyPageProps = { params: Promise<{ service_account_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('rotate') };
}

export default async function RotateAccountKeyPage({ params }: RotateAccountKeyPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id } = await readManagedAccount(actor, params);
  const { id: key, name } = await readAccountKey(id, (await params).api_key_id);
  return <ReplaceKeyPage name={name} action={rotateAccountKey} fields={{ id, key }} back={`/admin/service-accounts/${id}`} />;
}
