import { inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { permissionCatalogue, systemRoles } from './catalogue.ts';
import { wildcards } from './permission-patterns.ts';

/** Brings permissions and system roles in the database to what the catalogue says. Safe to run at every start, by several instances. */
export async function seedRoles(): Promise<void> {
  await inTransaction(async (transaction) => {
    // Two instances starting at once take turns.
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:seed-roles'))`;
    const permissions = [
      ...Object.entries(permissionCatalogue).map(([name, description]) => ({ name, description })),
      ...wildcards.map((name) => ({ name, description: '' })),
    ];
    await transaction.permission.createMany({ data: permissions, skipDuplicates: true });
    await transaction.role.createMany({
      data: systemRoles.map(({ name, displayName, description, rank }) => ({
        id: uuidv7(),
        name,
        displayName,
        description,
        rank,
        system: true,
      })),
      skipDuplicates: true,
    });
    const roles = await transaction.role.findMany({ where: { system: true }, select: { id: true, name: true } });
    const idByName = new Map(roles.map((role) => [role.name, role.id]));
    const wanted = systemRoles.flatMap((role) => {
      const roleId = idByName.get(role.name);
      return roleId ? role.permissions.map((permissionName) => ({ roleId, permissionName })) : [];
    });
    await transaction.rolePermission.createMany({ data: wanted, skipDuplicates: true });
    await transaction.rolePermission.deleteMany({
      where: { role: { system: true }, NOT: { OR: wanted } },
    });
  });
}
