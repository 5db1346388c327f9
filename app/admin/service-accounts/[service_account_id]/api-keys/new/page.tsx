import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { scopeGroups } from '#app/actions/key-texts.ts';
import { MakeKeyPage } from '#app/make-key-page.tsx';
import { guardPage } from '../../../../guard-page.tsx';
import { makeAccountKey } from '../../../actions.ts';
import { readManagedAccount } from '../../../read-account.ts';

type NewAccountKeyPageProps = { params: Promise<{ service_account_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('makeTitle') };
}

export default async function NewAccountKeyPage({ params }: NewAccountKeyPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id, name, permissions } = await readManagedAccount(actor, params);
  const [t, groups] = await Promise.all([getTranslations('apiKeys'), scopeGroups(permissions, 'service_account')]);
  return (
    <MakeKeyPage
      text={t('makeForText', { name })}
      action={makeAccountKey}
      groups={groups}
      fields={{ id }}
      back={`/admin/service-accounts/${id}`}
    />
  );
}
