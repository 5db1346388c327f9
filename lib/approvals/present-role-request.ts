import type { RoleRequestShape } from '#lib/contracts/approvals.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import type { Prisma } from '#lib/db/generated/client.ts';

export const withRole = {
  role: { select: { id: true, name: true, displayName: true, description: true, rank: true, permissions: true } },
} satisfies Prisma.RoleRequestInclude;
export type RoleRequestRow = Prisma.RoleRequestGetPayload<{ include: typeof withRole }>;

type Part = 'reason' | 'decision';

/** What somebody wrote into a request, under the key of who asked. */
export function sealPart(dataKey: Uint8Array, id: string, part: Part, text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(seal(dataKey, text, `role_request.${part}:${id}`));
}

function openPart(dataKey: Uint8Array, id: string, part: Part, sealed: Uint8Array | null): string | null {
  return sealed && unseal(dataKey, sealed, `role_request.${part}:${id}`).toString('utf8');
}

/** A request as the API shows it to whom it is about and to those who decide. */
export function presentRoleRequest(row: RoleRequestRow, dataKey: Uint8Array): RoleRequestShape {
  const { id, role, status, expiresAt, decidedAt } = row;
  // Withdrawn by nobody: it made room for the next one.
  const isExpired = (status === 'open' && expiresAt <= new Date()) || (status === 'withdrawn' && decidedAt === null);
  return {
    id,
    role: { id: role.id, name: role.name, display_name: role.displayName },
    status: isExpired ? 'expired' : status,
    reason: openPart(dataKey, id, 'reason', row.reasonSealed),
    ends_at: row.endsAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    decided_at: decidedAt?.toISOString() ?? null,
    decision_reason: openPart(dataKey, id, 'decision', row.decisionSealed),
  };
}
