import { findAccountById } from '#lib/accounts/find-user.ts';
import { type Caller, keptCallerOf } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { ProposalShape } from '#lib/contracts/proposals.ts';
import { db, endingTransactionsWith, inTransaction, type Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { findAbsentActor } from '#lib/users/find-absent-actor.ts';
import { carryOut } from './carry-out.ts';
import { type Demand, judgeAct } from './judge-act.ts';
import { mayKnow, openProposals, type Proposal, presentProposals, sealPart } from './proposal.ts';

/** A proposal that the reader may know of. NOT_FOUND otherwise. */
async function findProposal(reader: Actor, id: string): Promise<Proposal> {
  const row = await db().proposal.findUnique({ where: { id } });
  const [proposal] = row ? await openProposals([row]) : [];
  if (!proposal || !mayKnow(reader, proposal)) throw new ServiceError('NOT_FOUND');
  return proposal;
}

export async function getProposal(reader: Actor, id: string): Promise<ProposalShape> {
  const [shown] = await presentProposals(reader, [await findProposal(reader, id)]);
  if (!shown) throw new ServiceError('NOT_FOUND');
  return shown;
}

export type ProposalDecision = { id: string; decision: 'approved' | 'rejected'; reason: string };

/** Ends a proposal. One conditional update decides: of many at once one gets through, the others learn that it was decided. */
async function end(
  transaction: Transaction,
  actor: Actor,
  { row, dataKey }: Proposal,
  { decision, reason }: ProposalDecision,
  caller: Caller,
): Promise<void> {
  const now = new Date();
  const { count } = await transaction.proposal.updateMany({
    where: { id: row.id, status: 'open', expiresAt: { gt: now }, proposerId: { not: actor.user.id } },
    data: {
      status: decision,
      decidedAt: now,
      decidedById: actor.user.id,
      decisionSealed: sealPart(dataKey, row.id, 'decision', reason),
    },
  });
  if (count === 0) throw new ServiceError('CONFLICT', { message: 'This was decided already.' });
  await recordEvent(transaction, {
    action: `proposal.${decision}`,
    result: 'success',
    reason: row.kind,
    actorId: actor.user.id,
    subjectId: row.proposerId,
    subjectKey: dataKey,
    target: { type: 'proposal', id: row.id },
    changes: { proposed_by: { before: null, after: row.proposerId }, reason: { before: null, after: reason } },
    caller,
  });
  const proposer = await findAccountById(row.proposerId, transaction);
  if (!proposer) return;
  const message = { template: `proposal_${decision}`, link: `${env().APP_URL}/admin/approvals` } as const;
  await queueMail(transaction, { userId: proposer.id, dataKey, locale: proposer.locale, message });
}

/** What whoever decides must be able to do themselves; their own they cannot approve, whatever they can do. */
async function requireDecider(actor: Actor, { row, kept }: Proposal, caller: Caller): Promise<Demand> {
  if (row.proposerId === actor.user.id) {
    const message = 'Somebody else decides about what you proposed.';
    throw new ServiceError('FORBIDDEN', { message, details: { reason: 'own_proposal' } });
  }
  const demand = await judgeAct(kept.act, row.proposerId);
  await requireAllowed(actor, demand.permission, demand.resource, { caller, target: { type: 'proposal', id: row.id } });
  return demand;
}

/** Whoever proposed it, if they could still do it; otherwise it is not done. */
async function requireProposer({ row, kept }: Proposal, { permission, resource }: Demand): Promise<Actor> {
  const proposer = await findAbsentActor(row.proposerId, { id: kept.caller.sessionId, createdAt: row.createdAt });
  if (proposer && isAllowed(proposer, permission, resource)) return proposer;
  throw new ServiceError('CONFLICT', {
    message: 'Whoever proposed this could not do it any more.',
    details: { reason: 'proposer_may_not' },
  });
}

/**
 * Carries out what was proposed, or rejects it; whoever proposed it is told. Both are judged as they are now. NOT_FOUND;
 * FORBIDDEN for one's own and for what one could not do; CONFLICT when it was decided, or the proposer could not do it any
 * more; PRECONDITION_FAILED when what it would change has changed. Answers the id of the job it began, if it did.
 */
export async function decideProposal(actor: Actor, decision: ProposalDecision, caller: Caller): Promise<string | null> {
  const proposal = await findProposal(actor, decision.id);
  const demand = await requireDecider(actor, proposal, caller);
  const ending = (transaction: Transaction) => end(transaction, actor, proposal, decision, caller);
  if (decision.decision === 'rejected') {
    await inTransaction(ending);
    return null;
  }
  const { row, kept } = proposal;
  const proposer = await requireProposer(proposal, demand);
  const approved = { ...keptCallerOf(kept.caller, row.proposerId), approval: { proposalId: row.id, approvedById: actor.user.id } };
  let isEnded = false;
  const job = await endingTransactionsWith(
    async (transaction) => {
      await ending(transaction);
      isEnded = true;
    },
    () => carryOut(proposer, kept, approved),
  );
  // There was nothing left to do.
  if (!isEnded) await inTransaction(ending);
  return job;
}

/** Takes a proposal of one's own back. NOT_FOUND when it is not open. */
export async function withdrawProposal({ user, dataKey }: Actor, id: string, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    const now = new Date();
    const { count } = await transaction.proposal.updateMany({
      where: { id, proposerId: user.id, status: 'open', expiresAt: { gt: now } },
      data: { status: 'withdrawn', decidedAt: now },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    await recordEvent(transaction, {
      action: 'proposal.withdrawn',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'proposal', id },
      caller,
    });
  });
}
