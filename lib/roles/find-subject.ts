import { type Database, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { factorRequirement } from '#lib/factors/factor-requirement.ts';
import { type PoliciesOf, readPoliciesOf } from '#lib/pools/read-pools.ts';
import { heldRoles, requiredSince, type UserStatus } from '#lib/sessions/actor.ts';
import { type GrantRow, grantColumns, type MembershipRow, membershipsColumn, toGrants, toMembership } from '#lib/sessions/user-row.ts';
import type { Closed, DecisionActor, Grant } from './decide.ts';

type SubjectRow = {
  id: string;
  pool: string;
  status: UserStatus;
  createdAt: Date;
  secondFactorRequiredAt: Date | null;
  factorMethods: string[];
  grants: GrantRow[] | null;
  memberships: MembershipRow[] | null;
};

function isLive({ expiresAt }: Grant, now: Date): boolean {
  return expiresAt === null || expiresAt > now;
}

/**
 * Somebody as decisions about them see them, with the assignments that have ended, so that a refusal can say so. Null
 * when there is nobody with this id (any more).
 */
export async function findSubject(database: Database, userId: string): Promise<DecisionActor | null> {
  return (await findSubjects(database, [userId])).get(userId) ?? null;
}

/** The same for several people, by their ids, in one query. */
export async function findSubjects(database: Database, userIds: readonly string[]): Promise<Map<string, DecisionActor>> {
  const rows = await runStatement<SubjectRow>(
    database,
    Prisma.sql`
        SELECT u.id, u.pool, u.status::text AS status, u.created_at AS "createdAt", u.second_factor_required_at AS "secondFactorRequiredAt",
          ARRAY(SELECT f.method::text FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "factorMethods",
          (SELECT json_agg(${grantColumns} ORDER BY r.rank DESC, r.name) FROM user_role ur JOIN role r ON r.id = ur.role_id
            WHERE ur.user_id = u.id) AS grants,
          ${membershipsColumn}
        FROM "user" u WHERE u.id = ANY(${[...userIds]}::uuid[]) AND u.status <> 'erased'`,
  );
  const policies = await readPoliciesOf(rows.map(({ pool }) => pool));
  const now = new Date();
  return new Map(rows.map((row) => [row.id, toSubject(row, policies, now)]));
}

function toSubject(row: SubjectRow, policies: PoliciesOf, now: Date): DecisionActor {
  const grants = toGrants(row.grants, row.memberships);
  const organizations = requiredSince((row.memberships ?? []).map(toMembership));
  const roles = heldRoles(grants.filter((grant) => isLive(grant, now)));
  const requirement = factorRequirement(
    { accountSince: row.createdAt, requiredSince: row.secondFactorRequiredAt, roles, organizations, methods: row.factorMethods },
    policies(row.pool).factors,
    now.getTime(),
  );
  return { id: row.id, grants, scopes: null, closed: closedOf(row.status, requirement.status === 'overdue') };
}

/** Why nothing of what somebody holds counts, or null where it does. */
export function closedOf(status: UserStatus, isOverdue: boolean): Closed | null {
  if (status !== 'active') return 'not_active';
  return isOverdue ? 'second_factor_overdue' : null;
}
