import { expect, it } from 'vitest';
import { approverPermissions } from '#lib/approvals/approver-permissions.ts';
import { permissionOfAction } from '#lib/bulk/action-permissions.ts';
import { accountItems, adminItems, openItems } from './navigation-items.ts';

const places = (...held: string[]) => openItems([...adminItems, ...accountItems], held).map(({ href }) => href);

it('a place is shown to whoever holds one of its permissions, and what needs none to everybody', () => {
  const own = accountItems.map(({ href }) => href);
  expect(places()).toEqual(own);
  expect(places('admin.audit.read')).toEqual(['/admin/audit', ...own]);
});

it('whoever can approve something finds the approvals', () => {
  for (const permission of approverPermissions) expect(places(permission)).toContain('/admin/approvals');
  expect(places('admin.users.read', 'admin.settings.read')).not.toContain('/admin/approvals');
  // The bulk acts that can wait (lib/bulk/act-on-users.ts).
  expect(approverPermissions).toEqual(expect.arrayContaining([permissionOfAction('delete'), permissionOfAction('add_role')]));
});
