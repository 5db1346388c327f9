import type { Caller } from '#lib/audit/caller.ts';
import type { Changes } from '#lib/audit/changes.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { Transaction } from '#lib/db/client.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';

/** Who does it, where, and how the request came. */
export type Work = { principal: Principal; organizationId: string; caller: Caller };

type Change = {
  action: AuditAction;
  changes: Changes;
  /** Left out: the organization. */
  target?: { type: string; id: string };
  /** Whose own activity it belongs to. */
  subjectId?: string;
};

/** The one event of a change in an organization, in its transaction. */
export function recordChange(transaction: Transaction, work: Work, change: Change): Promise<void> {
  const { principal, organizationId, caller } = work;
  return recordEvent(transaction, {
    result: 'success',
    actorId: principalId(principal),
    target: { type: 'organization', id: organizationId },
    organizationId,
    ...change,
    caller,
  });
}
