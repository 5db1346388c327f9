import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';

const reason = 'approval_required';

/**
 * Called by whatever does something dangerous, as deep down as it is done: with `isAsked` it goes on only when somebody else
 * has approved it. An endpoint that can wait makes a proposal of the refusal (lib/http/or-propose.ts); on every other way to
 * the same effect it stays one, whose `message` can say how it is proposed.
 */
export function requireApproval(caller: Caller, isAsked: boolean, message = 'Another administrator has to approve this.'): void {
  if (isAsked && !caller.approval) throw new ServiceError('CONFLICT', { message, details: { reason } });
}

export function isApprovalRequired(error: unknown): boolean {
  return error instanceof ServiceError && error.details?.reason === reason;
}
