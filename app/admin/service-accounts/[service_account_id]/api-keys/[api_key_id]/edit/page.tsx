import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { keyChangeTexts, keyEnds } from '#app/actions/key-texts.ts';
import { KeyChangeForm } from '#components/keys/key-change-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
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
  const [t, common, texts, ends] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyChangeTexts(),
    keyEnds(key, actor.user.timezone),
  ]);
  const page = `/admin/service-accounts/${id}`;
  return (
    <>
      <PageHeader title={t('changeTitle', { name: key.name })} subtitle={t('changeText')} />
      <KeyChangeForm action={changeAccountKey} apiKey={key} ends={ends} fields={{ id, key: key.id }} texts={texts}>
        <PageLink href={page} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyChangeForm>
    </>
  );
}
