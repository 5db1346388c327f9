import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { guardPage } from '../../../../../guard-page.tsx';
import { revokeSecret } from '../../../../actions.ts';
import { readManagedAccount } from '../../../../read-account.ts';

type RevokeSecretPageProps = { params: Promise<{ service_account_id: string; client_secret_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('revokeSecret') };
}

export default async function RevokeSecretPage({ params }: RevokeSecretPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id, client_secrets: secrets } = await readManagedAccount(actor, params);
  const { client_secret_id: secretId } = await params;
  const secret = secrets.find((each) => each.id === secretId) ?? notFound();
  const name = secret.prefix;
  const t = await getTranslations('serviceAccounts');
  return (
    <ConfirmPage
      title={t('revokeSecretTitle', { name })}
      text={t('revokeSecretText')}
      action={revokeSecret}
      fields={{ id, secret: secret.id }}
      stepUp
      submit={t('revokeSecretSubmit')}
      pending={t('revoking')}
      back={`/admin/service-accounts/${id}`}
    />
  );
}
