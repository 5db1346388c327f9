import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { guardPage } from '../../../../../guard-page.tsx';
import { revokeAccountKey } from '../../../../actions.ts';
import { readManagedAccount } from '../../../../read-account.ts';
import { readAccountKey } from '../../../../read-account-key.ts';

type RevokeAccountKeyPageProps = { params: Promise<{ service_account_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('revoke') };
}

export default async function RevokeAccountKeyPage({ params }: RevokeAccountKeyPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id } = await readManagedAccount(actor, params);
  const { id: key, name } = await readAccountKey(id, (await params).api_key_id);
  const t = await getTranslations('apiKeys');
  return (
    <ConfirmPage
      title={t('revokeTitle', { name })}
      text={t('revokeText')}
      action={revokeAccountKey}
      fields={{ id, key }}
      stepUp
      submit={t('revokeSubmit')}
      pending={t('revoking')}
      back={`/admin/service-accounts/${id}`}
    />
  );
}
