import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { keyExpiries, keyFormTexts, scopeGroups } from '#app/actions/key-texts.ts';
import { KeyForm } from '#components/keys/key-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
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
  const [t, common, texts, groups, choices] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyFormTexts(),
    scopeGroups(permissions, 'service_account'),
    keyExpiries(),
  ]);
  const page = `/admin/service-accounts/${id}`;
  return (
    <>
      <PageHeader title={t('makeTitle')} subtitle={t('makeForText', { name })} />
      <KeyForm action={makeAccountKey} groups={groups} {...choices} fields={{ id }} done={page} texts={texts}>
        <PageLink href={page} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyForm>
    </>
  );
}
