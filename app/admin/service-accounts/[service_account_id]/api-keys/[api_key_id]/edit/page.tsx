import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ChangeKeyPage } from '#app/change-key-page.tsx';
import { guardPage } from '../../../../../guard-page.tsx';
import { changeAccountKey } from '../../../../actions.ts';
import { readManagedAccount } from '../../../../read-account.ts';
import { readAccountKey } from '../../../../read-account-key.ts';

type EditAccountKeyPageProps = { params: Promise<{ service_account_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('change') };
}

export default async function EditAccountKeyPage({ params }: EditAccountKeyPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id } = await readManagedAccount(actor, params);
  const key = await readAccountKey(id, (await params).api_key_id);
  return (
    <ChangeKeyPage
      apiKey={key}
      timezone={actor.user.timezone}
      action={changeAccountKey}
      fields={{ id, key: key.id }}
      back={`/admin/service-accounts/${id}`}
    />
  );
}
