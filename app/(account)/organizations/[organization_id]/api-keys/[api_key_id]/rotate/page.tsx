import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { overlapChoices, rotateKeyTexts } from '#app/actions/key-texts.ts';
import { RotateForm } from '#components/keys/rotate-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { rotateOrganizationKey } from '../../../../api-key-actions.ts';
import { guardOrganization } from '../../../../guard-organization.tsx';
import { readOrganizationKey } from '../../../../read-organization-key.ts';

type RotateKeyPageProps = { params: Promise<{ organization_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('rotate') };
}

export default async function RotateOrganizationKeyPage({ params }: RotateKeyPageProps) {
  const { organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return denied;
  const { id } = organization;
  const { id: key, name } = await readOrganizationKey(id, params);
  const [t, common, texts, overlaps] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    rotateKeyTexts(),
    overlapChoices(),
  ]);
  const page = `/organizations/${id}/api-keys`;
  return (
    <>
      <PageHeader title={t('rotateTitle', { name })} subtitle={t('rotateForText')} />
      <RotateForm action={rotateOrganizationKey} fields={{ id, key }} overlaps={overlaps} done={page} texts={texts}>
        <PageLink href={page} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </RotateForm>
    </>
  );
}
