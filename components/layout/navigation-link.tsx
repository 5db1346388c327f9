'use client';

import {
  AppWindow,
  Bot,
  Building2,
  Gauge,
  KeyRound,
  KeySquare,
  Layers,
  LayoutDashboard,
  LifeBuoy,
  ListChecks,
  type LucideIcon,
  MonitorCheck,
  MonitorSmartphone,
  ScrollText,
  Shield,
  ShieldCheck,
  SlidersHorizontal,
  Stamp,
  UserRound,
  UsersRound,
} from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useNavigation } from '#stores/navigation.ts';
import type { NavigationIcon } from './navigation-items.ts';
import { PageLink } from './page-link.tsx';

const icons: Record<NavigationIcon, LucideIcon> = {
  dashboard: LayoutDashboard,
  profile: UserRound,
  security: Shield,
  sessions: MonitorSmartphone,
  admin: ShieldCheck,
  settings: SlidersHorizontal,
  recovery: LifeBuoy,
  approvals: Stamp,
  limits: Gauge,
  applications: AppWindow,
  pools: Layers,
  apiKeys: KeyRound,
  serviceAccounts: Bot,
  audit: ScrollText,
  users: UsersRound,
  jobs: ListChecks,
  organizations: Building2,
  allSessions: MonitorCheck,
  roles: KeySquare,
};

/** The console's first page has the others below its own address. */
function isWithin(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/admin' && pathname.startsWith(`${href}/`));
}

type NavigationLinkProps = {
  href: string;
  icon: NavigationIcon;
  label: string;
  /** What is below it has a place of its own. */
  isAlone?: boolean;
};

export function NavigationLink({ href, icon, label, isAlone = false }: NavigationLinkProps) {
  const pathname = usePathname();
  const setOpen = useNavigation((state) => state.setOpen);
  const Icon = icons[icon];
  return (
    <PageLink
      href={href}
      onClick={() => setOpen(false)}
      aria-current={(isAlone ? pathname === href : isWithin(pathname, href)) ? 'page' : undefined}
      className="group flex h-9 items-center gap-3 rounded-lg px-3 font-medium text-muted text-sm transition-colors hover:bg-ink/5 hover:text-ink aria-[current=page]:bg-ink/[0.065] aria-[current=page]:text-ink"
    >
      <Icon
        aria-hidden
        className="size-[1.0625rem] shrink-0 text-faint transition-colors group-hover:text-muted group-aria-[current=page]:text-accent"
      />
      <span className="min-w-0 truncate">{label}</span>
    </PageLink>
  );
}
