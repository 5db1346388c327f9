/** Every permission there is (api.md). A new one is one line here; the start seeds it. */
export const permissionCatalogue = {
  'admin.users.read': 'See users',
  'admin.users.write': 'Create and edit users',
  'admin.users.delete': 'Delete and restore users',
  'admin.users.suspend': 'Suspend users',
  'admin.users.activate': 'Activate and unlock users',
  'admin.users.roles': 'Give and take roles',
  'admin.users.impersonate': 'Act as another user',
  'admin.users.import': 'Import users',
  'admin.users.export': 'Export users',
  'admin.roles.read': 'See roles',
  'admin.roles.create': 'Create roles',
  'admin.roles.write': 'Edit roles',
  'admin.roles.delete': 'Delete roles',
  'admin.permissions.read': 'See permissions and decisions',
  'admin.organizations.read': 'See organizations',
  'admin.organizations.write': 'Create and edit organizations',
  'admin.sessions.read': 'See sessions of others',
  'admin.sessions.revoke': 'End sessions of others',
  'admin.audit.read': 'Read the audit trail',
  'admin.audit.export': 'Export the audit trail',
  'admin.webhooks.read': 'See webhooks',
  'admin.webhooks.write': 'Create and edit webhooks',
  'admin.settings.read': 'See settings',
  'admin.settings.write': 'Change settings',
  'admin.api_keys.read': 'See API keys of others',
  'admin.api_keys.write': 'Manage API keys of others',
  'admin.dashboard.read': 'See the overview',
  'admin.health.read': 'See the health of the parts',
  'tokens.introspect': 'Ask whether a token is active',
  'organization.read': 'See an organization',
  'organization.write': 'Change an organization and its settings',
  'organization.transfer': 'Hand an organization over to another member',
  'organization.delete': 'Delete an organization',
  'organization.members.read': 'See the members of an organization',
  'organization.members.write': 'Change and remove members of an organization',
  'organization.invitations.read': 'See the invitations of an organization',
  'organization.invitations.write': 'Invite people into an organization',
  'organization.domains.read': 'See the domains of an organization',
  'organization.domains.write': 'Add, prove and remove domains of an organization',
  'organization.api_keys.read': 'See the API keys of an organization',
  'organization.api_keys.write': 'Make and end API keys of an organization',
} as const;

export type Permission = keyof typeof permissionCatalogue;

export const allPermissions = Object.keys(permissionCatalogue) as Permission[];

/** Whether a permission or wildcard is about what belongs to one organization. All others are about the whole installation. */
export function isOrganizational(pattern: string): boolean {
  return pattern.startsWith('organization.');
}

export type SystemRoleName = 'super_admin' | 'admin' | 'moderator' | 'user' | 'guest';

/** Names of permissions, or wildcards over them (permission-patterns.ts): who holds one gets what is added later as well. */
type SystemRole = { name: SystemRoleName; displayName: string; description: string; rank: number; permissions: readonly string[] };

/** The highest rank there is. Nobody is above it, so whoever has it manages its equals, too. */
export const topRank = 100;

/** The five roles every installation has. Nobody manages an equal or higher rank. */
export const systemRoles: readonly SystemRole[] = [
  { name: 'super_admin', displayName: 'Super admin', description: 'Holds every permission.', rank: topRank, permissions: ['*'] },
  {
    name: 'admin',
    displayName: 'Admin',
    description: 'Runs the installation, but does not change its settings.',
    rank: 80,
    permissions: [
      'admin.users.*',
      'admin.roles.*',
      'admin.permissions.*',
      'admin.organizations.*',
      'admin.sessions.*',
      'admin.audit.*',
      'admin.webhooks.*',
      'admin.settings.read',
      'admin.api_keys.*',
      'admin.dashboard.*',
      'admin.health.*',
      'tokens.*',
      'organization.*',
    ],
  },
  {
    name: 'moderator',
    displayName: 'Moderator',
    description: 'Looks after users.',
    rank: 60,
    permissions: [
      'admin.users.read',
      'admin.users.suspend',
      'admin.users.activate',
      'admin.sessions.read',
      'admin.sessions.revoke',
      'admin.audit.read',
      'admin.dashboard.read',
    ],
  },
  { name: 'user', displayName: 'User', description: 'Has an account.', rank: 40, permissions: [] },
  { name: 'guest', displayName: 'Guest', description: 'Has an account with the lowest limits.', rank: 20, permissions: [] },
];
