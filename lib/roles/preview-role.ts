import { findPeople } from '#lib/accounts/find-people.ts';
import type { RolePreviewShape } from '#lib/contracts/roles.ts';
import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { isOrganizational } from './catalogue.ts';
import { isAllowed } from './decide-for.ts';
import { isLiveGrant } from './find-ranks.ts';
import { expandPermissions } from './permission-patterns.ts';
import { permissionsOf } from './present-role.ts';

const shownPeople = 20;

/** Stands among somebody's other roles where they hold the role in organizations only: it makes no difference there either. */
const boundOnly = '00000000-0000-0000-0000-000000000000';

/** A permission that comes or goes, and what somebody else has to hold so that it makes no difference to them. */
type Change = { permission: string; isGain: boolean; otherRoles: string[] };

async function changesOf(roleId: string, permissions: readonly string[]): Promise<Change[]> {
  const roles = await db().role.findMany({ include: { permissions: { select: { permissionName: true } } } });
  const role = roles.find(({ id }) => id === roleId);
  if (!role) throw new ServiceError('NOT_FOUND');
  const [before, after] = [expandPermissions(permissionsOf(role)), expandPermissions(permissions)];
  const others = roles.flatMap((other) => (other.id === roleId ? [] : [{ id: other.id, gives: expandPermissions(permissionsOf(other)) }]));
  const changed = [
    ...after.filter((permission) => !before.includes(permission)).map((permission) => ({ permission, isGain: true })),
    ...before.filter((permission) => !after.includes(permission)).map((permission) => ({ permission, isGain: false })),
  ];
  return changed.map(({ permission, isGain }) => ({
    permission,
    isGain,
    otherRoles: [
      ...others.filter(({ gives }) => gives.includes(permission)).map(({ id }) => id),
      ...(isOrganizational(permission) ? [] : [boundOnly]),
    ],
  }));
}

/** How many hold the role, how many of them which of the other roles that matter, and the first people that feel a difference. */
type Counted = {
  members: number;
  groups: { others: string[]; members: number }[] | null;
  people: { id: string; others: string[] }[] | null;
};

/**
 * One statement, however many hold the role: it groups those who hold one of the few other roles that matter, or this one
 * in organizations only, so what comes back does not grow with them, and counts the rest.
 */
async function countHolders(roleId: string, changes: readonly Change[]): Promise<Counted> {
  const relevant = [...new Set(changes.flatMap(({ otherRoles }) => otherRoles))];
  const felt = changes.map(({ otherRoles }) => Prisma.sql`NOT (holder.others && ${otherRoles}::uuid[])`);
  const isFelt = felt.length > 0 ? Prisma.join(felt, ' OR ') : Prisma.sql`FALSE`;
  const isHeld = Prisma.sql`ur.role_id = ${roleId}::uuid AND ${isLiveGrant}`;
  const everywhere = Prisma.sql`SELECT ur.user_id AS id, coalesce(other.roles, '{}'::uuid[]) AS others
    FROM user_role ur LEFT JOIN other ON other.user_id = ur.user_id WHERE ${isHeld} AND ur.organization_id IS NULL`;
  const first = (holders: Prisma.Sql) =>
    Prisma.sql`(SELECT id, others FROM (${holders}) holder WHERE ${isFelt} ORDER BY id LIMIT ${shownPeople}::int)`;
  const [row] = await runStatement<Counted>(
    db(),
    Prisma.sql`
      WITH other AS MATERIALIZED (
        SELECT ur.user_id, array_agg(ur.role_id ORDER BY ur.role_id) AS roles FROM user_role ur
        WHERE ur.role_id = ANY(${relevant}::uuid[]) AND ur.organization_id IS NULL AND ${isLiveGrant} GROUP BY ur.user_id),
      bound AS MATERIALIZED (
        SELECT member.user_id AS id, coalesce(other.roles, '{}'::uuid[]) || ${boundOnly}::uuid AS others
        FROM (SELECT DISTINCT ur.user_id FROM user_role ur WHERE ${isHeld} AND ur.organization_id IS NOT NULL) member
        LEFT JOIN other ON other.user_id = member.user_id
        WHERE NOT EXISTS (SELECT 1 FROM user_role ur WHERE ${isHeld} AND ur.organization_id IS NULL AND ur.user_id = member.user_id))
      SELECT
        ((SELECT count(*) FROM user_role ur WHERE ${isHeld} AND ur.organization_id IS NULL) + (SELECT count(*) FROM bound))::int AS members,
        (SELECT json_agg(g) FROM (
          SELECT others, count(*)::int AS members FROM (
            SELECT other.roles AS others FROM other JOIN user_role ur ON ur.user_id = other.user_id WHERE ${isHeld} AND ur.organization_id IS NULL
            UNION ALL SELECT others FROM bound) each GROUP BY others) g) AS groups,
        (SELECT json_agg(p) FROM (
          SELECT * FROM (${first(everywhere)} UNION ALL ${first(Prisma.sql`SELECT * FROM bound`)}) every
          ORDER BY id LIMIT ${shownPeople}::int) p) AS people`,
  );
  return row ?? { members: 0, groups: null, people: null };
}

/** The changes that make a difference to somebody who holds these other roles as well. */
function feltBy(changes: readonly Change[], others: readonly string[]): Change[] {
  return changes.filter(({ otherRoles }) => !otherRoles.some((id) => others.includes(id)));
}

function sideOf(changes: readonly Change[], groups: readonly { others: string[]; members: number }[], isGain: boolean) {
  const own = changes.filter((change) => change.isGain === isGain);
  const sum = (felt: (others: readonly string[]) => boolean) =>
    groups.reduce((total, { others, members }) => total + (felt(others) ? members : 0), 0);
  return {
    people: sum((others) => feltBy(own, others).length > 0),
    permissions: own.map((change) => ({ permission: change.permission, people: sum((others) => feltBy([change], others).length > 0) })),
  };
}

/**
 * Who would gain and lose what if a role gave these permissions instead. What somebody holds by another role as well
 * makes no difference to them. NOT_FOUND.
 */
export async function previewRole(
  reader: Principal,
  { role_id: roleId, permissions }: { role_id: string; permissions: readonly string[] },
): Promise<RolePreviewShape> {
  const changes = await changesOf(roleId, permissions);
  const counted = await countHolders(roleId, changes);
  const others = counted.groups ?? [];
  const alone = counted.members - others.reduce((total, { members }) => total + members, 0);
  const groups = [...others, { others: [], members: alone }];
  const named = isAllowed(reader, 'admin.users.read') ? (counted.people ?? []) : null;
  const people = named && (await findPeople(named.map(({ id }) => id)));
  const namesOf = (felt: readonly Change[], isGain: boolean) =>
    felt.filter((change) => change.isGain === isGain).map(({ permission }) => permission);
  return {
    members: counted.members,
    gains: sideOf(changes, groups, true),
    loses: sideOf(changes, groups, false),
    people:
      named?.map(({ id, others }) => {
        const felt = feltBy(changes, others);
        return { user: { id, label: people?.get(id)?.label ?? null }, gains: namesOf(felt, true), loses: namesOf(felt, false) };
      }) ?? null,
  };
}
