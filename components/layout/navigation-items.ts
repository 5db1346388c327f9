import { approverPermissions } from '#lib/approvals/approver-permissions.ts';
import type { Permission } from '#lib/roles/catalogue.ts';

export type NavigationIcon =
  | 'dashboard'
  | 'profile'
  | 'security'
  | 'sessions'
  | 'admin'
  | 'settings'
  | 'recovery'
  | 'approvals'
  | 'limits'
  | 'applications'
  | 'pools'
  | 'apiKeys'
  | 'serviceAccounts'
  | 'users'
  | 'jobs'
  | 'audit'
  | 'organizations'
  | 'allSessions'
  | 'roles';

/** A place in the sidebar; with permissions it is shown to those who hold one of them, and its page asks again. */
export type NavigationItem = { href: string; icon: NavigationIcon; permissions?: readonly Permission[] };

export const accountItems: readonly NavigationItem[] = [
  { href: '/dashboard', icon: 'dashboard' },
  { href: '/profile', icon: 'profile' },
  { href: '/security', icon: 'security' },
  { href: '/sessions', icon: 'sessions' },
  { href: '/api-keys', icon: 'apiKeys' },
  { href: '/organizations', icon: 'organizations' },
];

export const adminItems: readonly NavigationItem[] = [
  { href: '/admin', icon: 'admin', permissions: ['admin.dashboard.read'] },
  { href: '/admin/users', icon: 'users', permissions: ['admin.users.read'] },
  { href: '/admin/jobs', icon: 'jobs', permissions: ['admin.users.read'] },
  { href: '/admin/sessions', icon: 'allSessions', permissions: ['admin.sessions.read'] },
  { href: '/admin/roles', icon: 'roles', permissions: ['admin.roles.read'] },
  { href: '/admin/audit', icon: 'audit', permissions: ['admin.audit.read'] },
  { href: '/admin/organizations', icon: 'organizations', permissions: ['admin.organizations.read'] },
  { href: '/admin/settings', icon: 'settings', permissions: ['admin.settings.read'] },
  { href: '/admin/pools', icon: 'pools', permissions: ['admin.settings.read'] },
  { href: '/admin/applications', icon: 'applications', permissions: ['admin.settings.read'] },
  { href: '/admin/service-accounts', icon: 'serviceAccounts', permissions: ['admin.api_keys.read'] },
  { href: '/admin/approvals', icon: 'approvals', permissions: approverPermissions },
  { href: '/admin/recovery', icon: 'recovery', permissions: ['admin.users.read'] },
  { href: '/admin/limits', icon: 'limits', permissions: ['admin.health.read'] },
];

/** The places that whoever holds these permissions may go to. */
export function openItems(items: readonly NavigationItem[], held: readonly string[]): NavigationItem[] {
  return items.filter(({ permissions }) => permissions === undefined || permissions.some((permission) => held.includes(permission)));
}
