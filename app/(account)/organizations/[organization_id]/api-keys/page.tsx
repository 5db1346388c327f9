import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeyList } from '#components/keys/key-list.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { OrganizationFrame } from '#components/organizations/organization-frame.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import type { OrganizationKeyShape } from '#lib/contracts/organization-keys.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listOrganizationKeys } from '#lib/organizations/organization-keys.ts';
import { isAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { frameOf, guardOrganization } from '../../guard-organization.tsx';

type KeysPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('title') };
}

/** What of a key's list of scopes its maker has lost. */
function lossOf({ scopes, open_scopes: open }: OrganizationKeyShape): 'closed' | 'narrowed' | null {
  if (open.length === 0) return 'closed';
  return open.length < scopes.length ? 'narrowed' : null;
}

/** The keys of the organization, each with who answers for it. */
export default async function OrganizationKeysPage({ params, searchParams }: KeysPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.api_keys.read');
  if (denied) return denied;
  const query = await searchParams;
  const page = `/organizations/${organization.id}/api-keys`;
  const [t, frame, { keys, pagination, cursor }] = await Promise.all([
    getTranslations('apiKeys'),
    frameOf(actor, organization, query),
    pageFromAddress(query, (options) => listOrganizationKeys(organization.id, options)),
  ]);
  const mayWrite = isAllowedIn(actor, 'organization.api_keys.write', organization.id);
  const make = mayWrite ? (
    <PageLink href={`${page}/new`} className={buttonVariants()}>
      {t('makeLink')}
    </PageLink>
  ) : null;
  const notes = new Map(
    keys.map((key) => {
      const loss = lossOf(key);
      const { id: maker, name } = key.created_by;
      const by = maker === actor.user.id ? t('madeByYou') : t('madeBy', { name: name ?? t('somebody') });
      const facts = [by, ...(loss ? [t(`${loss}Text`)] : [])];
      return [key.id, { facts, warning: loss && t(loss) }];
    }),
  );
  return (
    <OrganizationFrame {...frame} current="api-keys">
      <div className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-2xl text-muted text-sm leading-6">{t('organizationText')}</p>
        {keys.length > 0 ? make : null}
      </div>
      {keys.length > 0 ? (
        <KeyList
          keys={keys}
          timezone={actor.user.timezone}
          notes={notes}
          addressOf={mayWrite && organization.status === 'active' ? ({ id }) => `${page}/${id}` : null}
        />
      ) : (
        <EmptyList title={t('organizationEmpty')} text={t('organizationEmptyText')}>
          {make}
        </EmptyList>
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={(to) => (to ? `${page}?cursor=${to}` : page)} />
    </OrganizationFrame>
  );
}
