import { getTranslations } from 'next-intl/server';
import { accountItems, adminItems, openItems } from './navigation-items.ts';
import { NavigationLink } from './navigation-link.tsx';

/** So many are listed beside each other; the rest are on the page of all of them. */
const listedOrganizations = 6;

type NavigationListProps = {
  permissions: readonly string[];
  /** Those that the person is in: with more than one of them, each has a place of its own to switch to. */
  organizations: readonly { id: string; name: string }[];
};

/** The places a person may go to, grouped. */
export async function NavigationList({ permissions, organizations }: NavigationListProps) {
  const t = await getTranslations('navigation');
  const groups = [
    { title: t('account'), items: openItems(accountItems, permissions) },
    { title: t('administration'), items: openItems(adminItems, permissions) },
  ].filter(({ items }) => items.length > 0);
  const switchable = organizations.length > 1 ? organizations.slice(0, listedOrganizations) : [];
  const places = groups.map(({ title, items }) => ({ title, links: items.map(({ href, icon }) => ({ href, icon, label: t(icon) })) }));
  if (switchable.length > 0)
    places.splice(1, 0, {
      title: t('switchOrganization'),
      links: switchable.map(({ id, name }) => ({ href: `/organizations/${id}`, icon: 'organizations' as const, label: name })),
    });
  return (
    <div className="space-y-7">
      {places.map(({ title, links }) => (
        <div key={title}>
          <p className="mb-1.5 px-3 font-medium text-faint text-xs">{title}</p>
          <ul className="space-y-0.5">
            {links.map(({ href, icon, label }) => (
              <li key={href}>
                <NavigationLink href={href} icon={icon} label={label} isAlone={href === '/organizations' && switchable.length > 0} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
