import type { Permission } from '#lib/roles/catalogue.ts';

/** Whoever holds one of these can propose something that waits, and approve what others propose (judge-act.ts). */
export const approverPermissions = [
  'admin.users.roles',
  'admin.roles.write',
  'admin.settings.write',
  'admin.users.delete',
] as const satisfies readonly Permission[];

export type ApproverPermission = (typeof approverPermissions)[number];
