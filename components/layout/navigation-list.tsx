import { getTranslations } from 'next-intl/server';
import { accountItems, adminItems, type NavigationItem } from './navigation-items.ts';
import { NavigationLink } from './navigation-link.tsx';

/** The places a person may go to, grouped. */
export async function NavigationList({ permissions }: { permissions: readonly string[] }) {
  const t = await getTranslations('navigation');
  const allowed = (item: NavigationItem) => item.permission === undefined || permissions.includes(item.permission);
  const groups = [
    { title: t('account'), items: accountItems.filter(allowed) },
    { title: t('administration'), items: adminItems.filter(allowed) },
  ].filter(({ items }) => items.length > 0);
  return (
    <div className="space-y-7">
      {groups.map(({ title, items }) => (
        <div key={title}>
          <p className="mb-1.5 px-3 font-medium text-faint text-xs">{title}</p>
          <ul className="space-y-0.5">
            {items.map(({ href, icon }) => (
              <li key={href}>
                <NavigationLink href={href} icon={icon} label={t(icon)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
