import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { keyChangeTexts, keyEnds } from '#app/actions/key-texts.ts';
import { KeyChangeForm } from '#components/keys/key-change-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { changeOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganization } from '../../../../guard-organization.tsx';
import { readOrganizationKey } from '../../../../read-organization-key.ts';

type EditKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('change') };
}

export default async function EditOrganizationKeyPage({ params }: EditKeyPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return denied;
  const { id } = organization;
  const key = await readOrganizationKey(id, params);
  const [t, common, texts, ends] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyChangeTexts(),
    keyEnds(key, actor.user.timezone),
  ]);
  return (
    <>
      <PageHeader title={t('changeTitle', { name: key.name })} subtitle={t('changeText')} />
      <KeyChangeForm action={changeOrganizationKey} apiKey={key} ends={ends} fields={{ id, key: key.id }} texts={texts}>
        <PageLink href={`/organizations/${id}/api-keys`} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyChangeForm>
    </>
  );
}
