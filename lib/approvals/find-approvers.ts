import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { decide, type Resource } from '#lib/roles/decide.ts';
import { isLiveGrant } from '#lib/roles/find-ranks.ts';
import { findSubject } from '#lib/roles/find-subject.ts';
import { covers, wildcards } from '#lib/roles/permission-patterns.ts';

const asked = 100;
const told = 20;

/** Those who could do this right now, the lowest rank first: they are the ones who deal with it. At most 20. */
export async function findApprovers(permission: Permission, resource: Resource | null): Promise<string[]> {
  const patterns = [permission, ...wildcards.filter((wildcard) => covers(wildcard, permission))];
  const rows = await runStatement<{ id: string }>(
    db(),
    Prisma.sql`
      SELECT u.id FROM "user" u JOIN user_role ur ON ur.user_id = u.id JOIN role r ON r.id = ur.role_id
      WHERE u.status = 'active' AND ur.organization_id IS NULL AND ${isLiveGrant}
        AND EXISTS (SELECT 1 FROM role_permission rp WHERE rp.role_id = r.id AND rp.permission_name = ANY(${patterns}::text[]))
      GROUP BY u.id ORDER BY max(r.rank), u.id LIMIT ${asked}`,
  );
  const approvers: string[] = [];
  for (const { id } of rows) {
    if (approvers.length >= told) break;
    const subject = await findSubject(db(), id);
    if (subject && decide(subject, permission, resource, new Date()).allowed) approvers.push(id);
  }
  return approvers;
}
