import type { JobAction } from '#lib/contracts/jobs.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { permissionOf } from '#lib/users/user-acts.ts';

const permissions: Record<JobAction, Permission> = {
  suspend: permissionOf('suspend'),
  activate: permissionOf('activate'),
  unlock: permissionOf('unlock'),
  sign_out: permissionOf('sign-out'),
  require_password_reset: permissionOf('require-password-reset'),
  verify_email: permissionOf('verify-email'),
  add_role: 'admin.users.roles',
  remove_role: 'admin.users.roles',
  delete: permissionOf('delete'),
  restore: permissionOf('restore'),
};

/** The permission that an action needs: that of doing it to one. */
export function permissionOfAction(action: JobAction): Permission {
  return permissions[action];
}
