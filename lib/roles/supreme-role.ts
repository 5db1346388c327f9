import { allPermissions, systemRoles, topRank } from './catalogue.ts';
import { expandPermissions } from './permission-patterns.ts';

const ordinary = new Set(expandPermissions(systemRoles.flatMap(({ rank, permissions }) => (rank < topRank ? permissions : []))));

/** What of the roles every installation has only the super admin can. */
const supreme = new Set(allPermissions.filter((permission) => !ordinary.has(permission)));

/**
 * Whether holding a role is as good as being a super admin. Leaving one harmless permission out of a role of one's own must
 * not be a way around whatever guards this.
 */
export function isSupremeRole({ rank, permissions }: { rank: number; permissions: readonly string[] }): boolean {
  return rank >= topRank || expandPermissions(permissions).some((permission) => supreme.has(permission));
}
