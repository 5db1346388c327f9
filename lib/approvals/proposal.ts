import { findPeople } from '#lib/accounts/find-people.ts';
import type { KeptCaller } from '#lib/audit/caller.ts';
import type { ProposalShape } from '#lib/contracts/proposals.ts';
import { findDataKeys } from '#lib/crypto/data-keys.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import type { Proposal as ProposalRow } from '#lib/db/generated/client.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { actionOf, namedUsersOf, poolOf, reasonOf, roleOf } from './act.ts';
import type { JudgedAct } from './carry-out.ts';
import { judgeAct, permissionOfAct } from './judge-act.ts';

/** What is kept of a proposal under its proposer's key: the act, and who asked for it from where. */
export type Kept = JudgedAct & { caller: KeptCaller };

/** A proposal that was opened. */
export type Proposal = { row: ProposalRow; dataKey: Buffer; kept: Kept };

type Part = 'act' | 'decision';

export function sealPart(dataKey: Uint8Array, id: string, part: Part, text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(seal(dataKey, text, `proposal.${part}:${id}`));
}

function openPart(dataKey: Uint8Array, id: string, part: Part, sealed: Uint8Array): string {
  return unseal(dataKey, sealed, `proposal.${part}:${id}`).toString('utf8');
}

/** Opens proposals. Those of who was erased are left out: nobody can read them any more. */
export async function openProposals(rows: readonly ProposalRow[]): Promise<Proposal[]> {
  const keys = await findDataKeys(db(), [...new Set(rows.map(({ proposerId }) => proposerId))]);
  return rows.flatMap((row) => {
    const dataKey = keys.get(row.proposerId);
    return dataKey ? [{ row, dataKey, kept: JSON.parse(openPart(dataKey, row.id, 'act', row.actSealed)) as Kept }] : [];
  });
}

/** Whether somebody may know of a proposal: it is their own, or they hold the permission that it takes. */
export function mayKnow(reader: Actor, { row, kept }: Proposal): boolean {
  return row.proposerId === reader.user.id || isAllowed(reader, permissionOfAct(kept.act));
}

async function mayDecide(reader: Actor, { row, kept }: Proposal): Promise<boolean> {
  if (row.status !== 'open' || row.expiresAt <= new Date() || row.proposerId === reader.user.id) return false;
  const { permission, resource } = await judgeAct(kept.act, row.proposerId);
  return isAllowed(reader, permission, resource);
}

/** Proposals as the API shows them to whoever may know of them. */
export async function presentProposals(reader: Actor, proposals: readonly Proposal[]): Promise<ProposalShape[]> {
  const userIds = proposals.flatMap(({ row, kept }) => [
    row.proposerId,
    ...(row.decidedById ? [row.decidedById] : []),
    ...namedUsersOf(kept.act),
  ]);
  const roleIds = proposals.flatMap(({ kept }) => roleOf(kept.act) ?? []);
  const [people, roles] = await Promise.all([findPeople(userIds), db().role.findMany({ where: { id: { in: roleIds } } })]);
  const labelled = (id: string) => ({ id, label: people.get(id)?.label ?? null });
  return Promise.all(
    proposals.map(async (proposal) => {
      const { row, dataKey, kept } = proposal;
      const role = roles.find(({ id }) => id === roleOf(kept.act));
      return {
        id: row.id,
        kind: row.kind,
        action: actionOf(kept.act),
        status: row.status === 'open' && row.expiresAt <= new Date() ? ('expired' as const) : row.status,
        proposed_by: labelled(row.proposerId),
        role: role ? { id: role.id, name: role.name, display_name: role.displayName } : null,
        pool: poolOf(kept.act),
        users: namedUsersOf(kept.act).map(labelled),
        user_count: kept.userCount,
        changes: Object.entries(kept.changes).map(([name, { before, after }]) => ({ name, before: before ?? null, after: after ?? null })),
        reason: reasonOf(kept.act),
        created_at: row.createdAt.toISOString(),
        expires_at: row.expiresAt.toISOString(),
        decided_at: row.decidedAt?.toISOString() ?? null,
        decided_by: row.decidedById ? labelled(row.decidedById) : null,
        decision_reason: row.decisionSealed && openPart(dataKey, row.id, 'decision', row.decisionSealed),
        may_decide: await mayDecide(reader, proposal),
      };
    }),
  );
}

const listed = { open: 200, decided: 50 };

/** The proposals that somebody may know of: those that wait, the oldest first, or those that were decided, the latest first. */
export async function listProposals(reader: Actor, status: 'open' | 'decided'): Promise<ProposalShape[]> {
  const rows = await db().proposal.findMany({
    where: status === 'open' ? { status: 'open', expiresAt: { gt: new Date() } } : { status: { not: 'open' } },
    orderBy: status === 'open' ? [{ createdAt: 'asc' }, { id: 'asc' }] : [{ decidedAt: 'desc' }, { id: 'desc' }],
    take: listed[status],
  });
  const proposals = await openProposals(rows);
  return presentProposals(
    reader,
    proposals.filter((proposal) => mayKnow(reader, proposal)),
  );
}
