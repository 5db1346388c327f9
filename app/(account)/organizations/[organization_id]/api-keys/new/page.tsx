import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { scopeGroups } from '#app/actions/key-texts.ts';
import { MakeKeyPage } from '#app/make-key-page.tsx';
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
  const [t, groups] = await Promise.all([getTranslations('apiKeys'), scopeGroups(held, 'organization')]);
  return (
    <MakeKeyPage
      text={t('makeForText', { name })}
      action={makeOrganizationKey}
      groups={groups}
      fields={{ id }}
      back={`/organizations/${id}/api-keys`}
    />
  );
}
