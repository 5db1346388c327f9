import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { overlapChoices, rotateKeyTexts } from '#app/actions/key-texts.ts';
import { RotateForm } from '#components/keys/rotate-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
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
  const [t, common, texts, overlaps] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    rotateKeyTexts(),
    overlapChoices(),
  ]);
  const page = `/admin/service-accounts/${id}`;
  return (
    <>
      <PageHeader title={t('rotateTitle', { name })} />
      <RotateForm action={rotateAccountKey} fields={{ id, key }} overlaps={overlaps} done={page} texts={texts}>
        <PageLink href={page} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </RotateForm>
    </>
  );
}
