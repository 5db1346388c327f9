import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { keyExpiries, keyFormTexts, scopeGroups } from '#app/actions/key-texts.ts';
import { KeyForm } from '#components/keys/key-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { organizationScopes } from '#lib/roles/scopes.ts';
import { makeOrganizationKey } from '../../../api-key-actions.ts';
import { guardOrganization } from '../../../guard-organization.tsx';

type NewKeyPageProps = { params: Promise<{ organization_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('makeTitle') };
}

export default async function NewOrganizationKeyPage({ params }: NewKeyPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return denied;
  const { id, name } = organization;
  const held = organizationScopes.filter((scope) => isAllowed(actor, scope, { organizationId: id }));
  const [t, common, texts, groups, choices] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyFormTexts(),
    scopeGroups(held, 'organization'),
    keyExpiries(),
  ]);
  const page = `/organizations/${id}/api-keys`;
  return (
    <>
      <PageHeader title={t('makeTitle')} subtitle={t('makeForText', { name })} />
      <KeyForm action={makeOrganizationKey} groups={groups} {...choices} fields={{ id }} done={page} texts={texts}>
        <PageLink href={page} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyForm>
    </>
  );
}
