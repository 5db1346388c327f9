import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { JobAction, JobShape } from '#lib/contracts/jobs.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';
import { permissionOfAction } from './action-permissions.ts';
import { dropInput } from './hold-job.ts';
import type { JobKind } from './job.ts';
import { getJob } from './list-jobs.ts';

function permissionOfJob({ kind, action }: { kind: JobKind; action: string | null }) {
  if (kind === 'users_export') return 'admin.users.export' as const;
  return kind === 'users_import' ? ('admin.users.import' as const) : permissionOfAction(action as JobAction);
}

/**
 * Ends a job at once: what it is at does not stand, because its worker finds the job ended when it wants to commit. What it
 * has counted is exactly what it did.
 * NOT_FOUND; FORBIDDEN unless it is the caller's own or that of somebody below them; CONFLICT when it is over.
 */
export async function cancelJob(principal: Principal, id: string, caller: Caller): Promise<JobShape> {
  const job = await db().backgroundJob.findUnique({ where: { id }, select: { kind: true, action: true, ownerId: true } });
  if (!job) throw new ServiceError('NOT_FOUND');
  const target = { type: 'job', id };
  if (job.ownerId !== principalId(principal)) {
    const rank = (await findRanks(db(), [job.ownerId])).get(job.ownerId) ?? 0;
    // Not the permission of the job alone: that of an export asks for no rank.
    await requireAllowed(principal, 'admin.users.write', { rank }, { caller, target });
    await requireAllowed(principal, permissionOfJob(job), null, { caller, target });
  }
  await inTransaction(async (transaction) => {
    const [cancelled] = await transaction.$queryRaw<{ before: string }[]>`
      WITH held AS (SELECT id, status FROM background_job WHERE id = ${id}::uuid AND status IN ('queued', 'running') FOR UPDATE)
      UPDATE background_job job SET status = 'cancelled', finished_at = now(), lease_until = NULL, expires_at = now()
      FROM held WHERE job.id = held.id RETURNING held.status::text AS before`;
    if (!cancelled) throw new ServiceError('CONFLICT', { message: 'This job is over.' });
    await dropInput(transaction, id, 'cancelled');
    await recordEvent(transaction, {
      action: 'job.cancelled',
      result: 'success',
      reason: job.kind,
      actorId: principalId(principal),
      target,
      changes: { status: { before: cancelled.before, after: 'cancelled' } },
      caller,
    });
  });
  return getJob(id);
}
