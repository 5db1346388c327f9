import { topRank } from './catalogue.ts';
import type { Grant } from './decide.ts';

export const memberRoleNames = ['owner', 'admin', 'member'] as const;
export type MemberRoleName = (typeof memberRoleNames)[number];

/** What a member of an organization is in it. The rank counts there alone. */
type MemberRole = { id: string; name: string; rank: number; permissions: readonly string[] };

/**
 * The three things a member can be. They are in no table: each organization has them as they are. What they give counts
 * in the organization only; there an owner is what a super admin is to the installation, so owners manage each other.
 * The ids are made up, for reasons that name a role.
 */
export const memberRoles: Record<MemberRoleName, MemberRole> = {
  owner: { id: '00000000-0000-7000-8000-000000000001', name: 'organization_owner', rank: topRank, permissions: ['organization.*'] },
  admin: {
    id: '00000000-0000-7000-8000-000000000002',
    name: 'organization_admin',
    rank: 80,
    permissions: [
      'organization.read',
      'organization.write',
      'organization.members.*',
      'organization.invitations.*',
      'organization.domains.*',
      'organization.api_keys.*',
    ],
  },
  member: {
    id: '00000000-0000-7000-8000-000000000003',
    name: 'organization_member',
    rank: 40,
    permissions: ['organization.read', 'organization.members.read'],
  },
};

/** What being a member gives, as decisions see it. */
export function memberGrant(organizationId: string, role: MemberRoleName, since: Date): Grant {
  const { id, name, rank, permissions } = memberRoles[role];
  return { role: { id, name }, rank, permissions, since, expiresAt: null, organizationId };
}
