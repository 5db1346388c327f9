import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';

export type UserTab = 'profile' | 'credentials' | 'sessions' | 'roles' | 'organizations' | 'activity' | 'danger';

/** The pages about one user, as links: each has an address of its own. */
export async function UserTabs({ id, tabs, current }: { id: string; tabs: readonly UserTab[]; current: UserTab }) {
  const t = await getTranslations('users');
  return (
    <nav aria-label={t('tabs.label')} className="mb-6 border-line border-b">
      <ul className="-mb-px flex flex-wrap gap-x-6">
        {tabs.map((tab) => (
          <li key={tab}>
            <PageLink
              href={tab === 'profile' ? `/admin/users/${id}` : `/admin/users/${id}/${tab}`}
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
  );
}
