import { findAccountById } from '#lib/accounts/find-user.ts';
import { type Caller, keepCaller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { AwaitingApproval } from '#lib/contracts/proposals.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type Act, actionOf, namedUsersOf, poolOf, reasonOf, roleOf } from './act.ts';
import { describeAct, type JudgedAct } from './carry-out.ts';
import { findApprovers } from './find-approvers.ts';
import { judgeAct } from './judge-act.ts';
import { type Kept, presentProposals, sealPart } from './proposal.ts';

const lifeDays = 7;
const maxOpen = 20;
const dayMs = 86_400_000;

/** One after another for each person: each proposal is mailed to others, so there is an end to them. */
async function takeTurn(transaction: Transaction, proposerId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${proposerId}::uuid FOR NO KEY UPDATE`;
  const open = await transaction.proposal.count({ where: { proposerId, status: 'open', expiresAt: { gt: new Date() } } });
  if (open >= maxOpen) throw new ServiceError('CONFLICT', { message: `${maxOpen} proposals of yours wait already. Take one back first.` });
}

async function tellApprovers(transaction: Transaction, { user }: Actor, approvers: readonly string[]): Promise<void> {
  const person = user.name ?? user.email ?? user.username ?? user.id;
  const message = { template: 'proposal_waiting', person, link: `${env().APP_URL}/admin/approvals` } as const;
  for (const id of approvers) {
    const approver = await findAccountById(id, transaction);
    if (approver) await queueMail(transaction, { userId: id, dataKey: approver.dataKey, locale: approver.locale, message });
  }
}

/** What the event says of an act that waits: as much as the list of proposals does. */
async function whatIsProposed(transaction: Transaction, { act, changes, userCount }: JudgedAct): Promise<Changes> {
  const roleId = roleOf(act);
  const role = roleId && (await transaction.role.findUnique({ where: { id: roleId }, select: { name: true } }));
  const users = namedUsersOf(act);
  const said = {
    action: actionOf(act),
    role: role ? role.name : null,
    pool: poolOf(act),
    users: users.length > 0 ? users : null,
    user_count: userCount,
    reason: reasonOf(act),
  };
  // How users are chosen is nothing that changes about them, and can have the name of something that does.
  const filtered = Object.entries(changes).map(([name, change]) => [`filter.${name}`, change]);
  return { ...changesBetween({}, said), ...(act.kind === 'users_bulk' ? Object.fromEntries(filtered) : changes) };
}

/** Keeps an act until somebody else decides, and tells those who can. CONFLICT for who has too many that wait. */
export async function propose(actor: Actor, asked: Act, caller: Caller): Promise<{ answer: AwaitingApproval; version: number | null }> {
  const { user, dataKey, session } = actor;
  const judged = await describeAct(asked);
  const { permission, resource } = await judgeAct(judged.act, user.id);
  const approvers = (await findApprovers(permission, resource)).filter((id) => id !== user.id);
  const kept: Kept = { ...judged, caller: keepCaller(caller, session.id) };
  const id = uuidv7();
  const row = await inTransaction(async (transaction) => {
    await takeTurn(transaction, user.id);
    const { kind } = kept.act;
    await recordEvent(transaction, {
      action: 'proposal.created',
      result: 'success',
      reason: kind,
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'proposal', id },
      changes: await whatIsProposed(transaction, kept),
      caller,
    });
    await tellApprovers(transaction, actor, approvers);
    const actSealed = sealPart(dataKey, id, 'act', JSON.stringify(kept));
    return transaction.proposal.create({
      data: { id, proposerId: user.id, kind, actSealed, expiresAt: new Date(Date.now() + lifeDays * dayMs) },
    });
  });
  const [proposal] = await presentProposals(actor, [{ row, dataKey, kept }]);
  if (!proposal) throw new Error('A proposal that was just made is not there.');
  return { answer: { status: 'approval_required', proposal }, version: judged.version };
}
