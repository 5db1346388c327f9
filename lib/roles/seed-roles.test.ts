import { expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { allPermissions, type SystemRoleName } from './catalogue.ts';
import { grantSystemRole } from './grant-role.ts';
import { expandPermissions } from './permission-patterns.ts';
import { seedRoles } from './seed-roles.ts';

async function permissionsOf(name: SystemRoleName): Promise<string[]> {
  const rows = await db().rolePermission.findMany({ where: { role: { name } }, select: { permissionName: true } });
  return expandPermissions(rows.map(({ permissionName }) => permissionName));
}

async function expectCatalogue(): Promise<void> {
  expect(await permissionsOf('super_admin')).toEqual([...allPermissions].sort());
  expect(await permissionsOf('admin')).toEqual(allPermissions.filter((name) => name !== 'admin.settings.write').sort());
  expect(await permissionsOf('moderator')).toEqual(
    [
      'admin.audit.read',
      'admin.dashboard.read',
      'admin.sessions.read',
      'admin.sessions.revoke',
      'admin.users.activate',
      'admin.users.read',
      'admin.users.suspend',
    ].sort(),
  );
  expect(await permissionsOf('user')).toEqual([]);
  expect(await permissionsOf('guest')).toEqual([]);
}

it('the five roles have the ranks and permissions of the catalogue', async () => {
  const roles = await db().role.findMany({ orderBy: { rank: 'desc' }, select: { name: true, rank: true, system: true } });
  expect(roles).toEqual([
    { name: 'super_admin', rank: 100, system: true },
    { name: 'admin', rank: 80, system: true },
    { name: 'moderator', rank: 60, system: true },
    { name: 'user', rank: 40, system: true },
    { name: 'guest', rank: 20, system: true },
  ]);
  await expectCatalogue();
});

it('seeding again, by several instances at once, mends what drifted and leaves own roles alone', async () => {
  const user = await db().role.findUniqueOrThrow({ where: { name: 'user' } });
  const own = await db().role.create({ data: { id: uuidv7(), name: 'support', displayName: 'Support', rank: 50 } });
  await db().rolePermission.createMany({
    data: [user.id, own.id].map((roleId) => ({ roleId, permissionName: 'admin.users.delete' })),
  });
  await db().rolePermission.deleteMany({ where: { role: { name: 'admin' }, permissionName: 'admin.audit.*' } });
  await Promise.all(Array.from({ length: 4 }, () => seedRoles()));
  await expectCatalogue();
  expect(await db().role.count()).toBe(6);
  expect(await db().rolePermission.count({ where: { roleId: own.id } })).toBe(1);
});

it('a role that does not exist cannot be granted', async () => {
  await expect(db().$transaction((transaction) => grantSystemRole(transaction, uuidv7(), 'root' as SystemRoleName))).rejects.toThrow();
});
