import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { deleteAccount } from '../../actions.ts';
import { readManagedAccount } from '../../read-account.ts';

type DeleteServiceAccountPageProps = { params: Promise<{ service_account_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('delete') };
}

export default async function DeleteServiceAccountPage({ params }: DeleteServiceAccountPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id, name } = await readManagedAccount(actor, params);

  const t = await getTranslations('serviceAccounts');
  return (
    <ConfirmPage
      title={t('deleteTitle', { name })}
      text={t('deleteText')}
      action={deleteAccount}
      fields={{ id }}
      stepUp
      submit={t('deleteSubmit')}
      pending={t('deleting')}
      back={`/admin/service-accounts/${id}`}
    />
  );
}
