import type { Act } from '#lib/approvals/act.ts';
import { propose } from '#lib/approvals/propose.ts';
import { isApprovalRequired } from '#lib/approvals/require-approval.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { AwaitingApproval } from '#lib/contracts/proposals.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { Reply } from './reply.ts';

/** Carries an act out, or answers 202 and keeps it where another administrator has to approve it first. */
export async function orPropose<T>(
  actor: Actor,
  act: Act,
  caller: Caller,
  carryOut: () => Promise<T | Reply<T>>,
): Promise<T | Reply<T> | Reply<AwaitingApproval>> {
  try {
    return await carryOut();
  } catch (error) {
    if (!isApprovalRequired(error)) throw error;
    const { answer, version } = await propose(actor, act, caller);
    return new Reply(answer, { status: 202, ...(version !== null && { version }) });
  }
}
