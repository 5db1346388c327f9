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

/** A place in the sidebar; with a permission it is shown to those who hold it, and its page asks again. */
export type NavigationItem = { href: string; icon: NavigationIcon; permission?: Permission };

export const accountItems: readonly NavigationItem[] = [
  { href: '/dashboard', icon: 'dashboard' },
  { href: '/profile', icon: 'profile' },
  { href: '/security', icon: 'security' },
  { href: '/sessions', icon: 'sessions' },
  { href: '/api-keys', icon: 'apiKeys' },
  { href: '/organizations', icon: 'organizations' },
];

export const adminItems: readonly NavigationItem[] = [
  { href: '/admin', icon: 'admin', permission: 'admin.dashboard.read' },
  { href: '/admin/users', icon: 'users', permission: 'admin.users.read' },
  { href: '/admin/jobs', icon: 'jobs', permission: 'admin.users.read' },
  { href: '/admin/sessions', icon: 'allSessions', permission: 'admin.sessions.read' },
  { href: '/admin/roles', icon: 'roles', permission: 'admin.roles.read' },
  { href: '/admin/audit', icon: 'audit', permission: 'admin.audit.read' },
  { href: '/admin/organizations', icon: 'organizations', permission: 'admin.organizations.read' },
  { href: '/admin/settings', icon: 'settings', permission: 'admin.settings.read' },
  { href: '/admin/pools', icon: 'pools', permission: 'admin.settings.read' },
  { href: '/admin/applications', icon: 'applications', permission: 'admin.settings.read' },
  { href: '/admin/service-accounts', icon: 'serviceAccounts', permission: 'admin.api_keys.read' },
  { href: '/admin/approvals', icon: 'approvals', permission: 'admin.users.roles' },
  { href: '/admin/recovery', icon: 'recovery', permission: 'admin.users.read' },
  { href: '/admin/limits', icon: 'limits', permission: 'admin.health.read' },
];
