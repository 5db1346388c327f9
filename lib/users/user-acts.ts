import type { Permission } from '#lib/roles/catalogue.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import type { ManagedUser } from './find-managed-user.ts';

/** What administrators do to an account as a whole, as the last part of the API's path. */
export const userActs = [
  'verify-email',
  'unlock',
  'require-password-reset',
  'require-second-factor',
  'waive-second-factor',
  'recovery-link',
  'impersonate',
  'sign-out',
  'suspend',
  'activate',
  'delete',
  'restore',
] as const;
export type UserAct = (typeof userActs)[number];

type Rule = { permission: Permission; isOpen: (user: ManagedUser) => boolean };

const isLocked = ({ lockedUntil }: ManagedUser) => lockedUntil !== null && lockedUntil.getTime() > Date.now();
const status = ({ user }: ManagedUser) => user.status;

const rules: Record<UserAct, Rule> = {
  'verify-email': { permission: 'admin.users.write', isOpen: (user) => status(user) === 'pending' },
  unlock: { permission: 'admin.users.activate', isOpen: isLocked },
  'require-password-reset': { permission: 'admin.users.write', isOpen: (user) => ['active', 'pending'].includes(status(user)) },
  'require-second-factor': {
    permission: 'admin.users.write',
    isOpen: (user) => ['active', 'pending'].includes(status(user)) && !user.user.secondFactorRequiredAt,
  },
  'waive-second-factor': {
    permission: 'admin.users.write',
    isOpen: (user) => ['active', 'pending'].includes(status(user)) && user.user.secondFactorRequiredAt !== null,
  },
  'recovery-link': { permission: 'admin.users.write', isOpen: (user) => status(user) === 'active' },
  impersonate: { permission: 'admin.users.impersonate', isOpen: (user) => status(user) === 'active' },
  'sign-out': { permission: 'admin.sessions.revoke', isOpen: (user) => status(user) === 'active' },
  suspend: { permission: 'admin.users.suspend', isOpen: (user) => ['active', 'pending'].includes(status(user)) },
  activate: { permission: 'admin.users.activate', isOpen: (user) => status(user) === 'suspended' },
  delete: { permission: 'admin.users.delete', isOpen: ({ deletedAt }) => deletedAt === null },
  restore: { permission: 'admin.users.delete', isOpen: (user) => status(user) === 'deletion_scheduled' },
};

/** The permission that an act needs. */
export function permissionOf(act: UserAct): Permission {
  return rules[act].permission;
}

/** Whether the principal may change this person with that permission. */
export function mayManage(principal: Principal, permission: Permission, { user, rank }: ManagedUser): boolean {
  return isAllowed(principal, permission, { userId: user.id, rank });
}

/** What the principal could do to somebody right now, for a page to offer; the services decide by themselves. */
export function openActs(principal: Principal, user: ManagedUser): UserAct[] {
  return userActs.filter((act) => rules[act].isOpen(user) && mayManage(principal, rules[act].permission, user));
}
