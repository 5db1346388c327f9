import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { PageLink } from '#components/layout/page-link.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { ChoiceLinks } from '#components/lists/choice-links.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { OrganizationShape } from '#lib/contracts/organizations.ts';

export type OrganizationTab = 'members' | 'invitations' | 'domains' | 'api-keys' | 'settings';

type OrganizationFrameProps = {
  organization: OrganizationShape;
  tabs: readonly OrganizationTab[];
  current: OrganizationTab;
  /** The organizations that the reader is in: with more than one of them there is a switcher. */
  own: readonly { id: string; name: string }[];
  notice?: string | null;
  children: ReactNode;
};

function hrefOf(id: string, tab: OrganizationTab): string {
  return tab === 'members' ? `/organizations/${id}` : `/organizations/${id}/${tab}`;
}

/** What every page of an organization has: which it is, the others one is in, and the ways to its other pages. */
export async function OrganizationFrame({ organization, tabs, current, own, notice, children }: OrganizationFrameProps) {
  const t = await getTranslations('organizations');
  const { id, name, slug, status, role } = organization;
  return (
    <>
      {own.length > 1 ? (
        <div className="mb-6">
          <ChoiceLinks
            label={t('switch')}
            choices={own.map((each) => ({ key: each.id, text: each.name, href: `/organizations/${each.id}`, isOn: each.id === id }))}
          />
        </div>
      ) : (
        <WayBack href="/organizations" label={t('back')} className="mb-4" />
      )}
      <header className="mb-6 flex items-start gap-4 sm:items-center">
        <Avatar name={name} className="size-12 text-sm" />
        <div className="min-w-0">
          <h1 className="break-words font-semibold text-[1.625rem] leading-8 tracking-[-0.028em]">{name}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-muted text-sm">
            <Badge tone={role ? 'accent' : 'neutral'}>{t(role ? `roles.${role}` : 'operator')}</Badge>
            {status === 'suspended' ? <Badge tone="warning">{t('suspended')}</Badge> : null}
            <span className="break-all font-mono text-[0.8125rem]">{slug}</span>
          </p>
        </div>
      </header>
      <nav aria-label={t('tabs.label')} className="mb-6 border-line border-b">
        <ul className="-mb-px flex flex-wrap gap-x-6">
          {tabs.map((tab) => (
            <li key={tab}>
              <PageLink
                href={hrefOf(id, tab)}
                prefetch={false}
                aria-current={tab === current ? 'page' : undefined}
                className="inline-flex h-10 items-center border-transparent border-b-2 text-muted text-sm hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
              >
                {t(`tabs.${tab}`)}
              </PageLink>
            </li>
          ))}
        </ul>
      </nav>
      <Notice className="mb-6">{notice ? notice : null}</Notice>
      {children}
    </>
  );
}
