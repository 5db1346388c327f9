import { requireApproval } from '#lib/approvals/require-approval.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { JobAction, JobShape } from '#lib/contracts/jobs.ts';
import { db, endingTransactionsWith, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import { logger } from '#lib/observability/logger.ts';
import { asksForApproval, grantRole, revokeRole } from '#lib/roles/assign-role.ts';
import { decideFor } from '#lib/roles/decide-for.ts';
import { permissionsOf, type RoleRow } from '#lib/roles/present-role.ts';
import { refusalOf, requireAllowed } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import {
  activateUser,
  deleteUser,
  requirePasswordReset,
  restoreUser,
  signOutUser,
  suspendUser,
  unlockUser,
  verifyUserEmail,
} from '#lib/users/change-access.ts';
import { findManagedUser, type ManagedUser } from '#lib/users/find-managed-user.ts';
import { cursorBehind, listUsers } from '#lib/users/list-users.ts';
import type { Management } from '#lib/users/manage-user.ts';
import { permissionOfAction } from './action-permissions.ts';
import { createJob } from './create-job.ts';
import { countMatches } from './export-users.ts';
import { findJobOwner } from './find-job-owner.ts';
import { advanceJob, callerOf, JobLost, noteProgress, type Progress } from './hold-job.ts';
import type { BulkDetails, HeldJob, Targets } from './job.ts';
import { getJob } from './list-jobs.ts';
import { onlyLook } from './only-look.ts';
import { rowErrorOf } from './row-error.ts';
import type { Outcome } from './work-off-job.ts';

/** So many users are read at a time; each is changed in a transaction of their own. */
const batchSize = 50;

/** A row that breaks off this often for a reason nobody foresaw is left behind as an error, so that the others get their turn. */
const triesPerRow = 3;

type SingleAct = (management: Management) => Promise<unknown>;

const acts: Record<Exclude<JobAction, 'add_role' | 'remove_role'>, SingleAct> = {
  suspend: suspendUser,
  activate: activateUser,
  unlock: unlockUser,
  sign_out: signOutUser,
  require_password_reset: requirePasswordReset,
  verify_email: verifyUserEmail,
  delete: (management) => deleteUser(management),
  restore: restoreUser,
};

async function getRole(id: string): Promise<RoleRow> {
  const role = await db().role.findUnique({ where: { id }, include: { permissions: true } });
  if (!role) throw new ServiceError('NOT_FOUND', { message: 'There is no role with this id.', details: { reason: 'unknown_role' } });
  return role;
}

export type BulkInput = {
  action: JobAction;
  targets: Targets;
  reason: string;
  role_id?: string | undefined;
  expires_at?: string | undefined;
  dry_run: boolean;
};

/** Nobody who comes later is meant by a filter. */
export function asOfNow(targets: Targets): Targets {
  if ('ids' in targets) return targets;
  const { filter } = targets;
  const now = new Date().toISOString();
  return { filter: { ...filter, created_before: filter.created_before && filter.created_before < now ? filter.created_before : now } };
}

/** Whether somebody else has to approve it. A dry run changes nothing. */
async function needsApproval({ action, dry_run: dryRun }: BulkInput, role: RoleRow | null): Promise<boolean> {
  if (dryRun) return false;
  if (action === 'delete') return (await readSettings()).approvals.four_eyes_for.includes('bulk_deletion');
  return action === 'add_role' && role !== null && asksForApproval(role);
}

/** How many are meant. */
export async function countTargets(targets: Targets): Promise<number> {
  return 'ids' in targets ? targets.ids.length : await countMatches(targets.filter);
}

/**
 * Begins to do something to many users. FORBIDDEN, with an event, for who may not do it to anybody, or not with this role;
 * NOT_FOUND for an unknown role; CONFLICT for what somebody else has to approve.
 */
export async function startBulk(actor: Actor, input: BulkInput, caller: Caller): Promise<JobShape> {
  const { action, reason, role_id: roleId, expires_at: expiresAt, dry_run: dryRun } = input;
  const role = roleId === undefined ? null : await getRole(roleId);
  const about = role && { rank: role.rank, ...(action === 'add_role' && { permissions: permissionsOf(role) }) };
  await requireAllowed(actor, permissionOfAction(action), about, { caller });
  requireApproval(caller, await needsApproval(input, role));
  const targets = asOfNow(input.targets);
  const total = await countTargets(targets);
  const id = uuidv7();
  const details: BulkDetails = { kind: 'users_bulk', action, targets, reason, ...(roleId && { roleId }), ...(expiresAt && { expiresAt }) };
  await inTransaction((transaction) => createJob(transaction, { id, actor, caller, details, dryRun, total }));
  return getJob(id);
}

/** What the single act would say of a decision against the owner, without its event: a dry run writes nothing. */
async function refuseAsSingle(owner: Actor, { action, roleId }: BulkDetails, { user, rank }: ManagedUser): Promise<void> {
  const permission = permissionOfAction(action);
  const role = roleId === undefined ? null : await getRole(roleId);
  const both = Math.max(rank, role?.rank ?? 0);
  const about =
    action === 'remove_role'
      ? { ownerId: user.id, rank: both }
      : { userId: user.id, rank: both, ...(role && { permissions: permissionsOf(role) }) };
  const decision = decideFor(owner, permission, about);
  if (!decision.allowed) throw refusalOf(decision, permission);
}

async function actOn(owner: Actor, job: HeldJob<BulkDetails>, userId: string): Promise<unknown> {
  const { action, reason, roleId = '', expiresAt } = job.details;
  const caller = callerOf(job);
  if (action === 'add_role') return grantRole(owner, userId, { role_id: roleId, expires_at: expiresAt, reason }, caller);
  if (action === 'remove_role') return revokeRole(owner, userId, { roleId, organizationId: null }, caller);
  return acts[action]({ principal: owner, permission: permissionOfAction(action), userId, reason, caller });
}

async function tryOn(owner: Actor, job: HeldJob<BulkDetails>, target: Target): Promise<void> {
  if (!target.user) throw new ServiceError('NOT_FOUND');
  await refuseAsSingle(owner, job.details, target.user);
  await onlyLook(() => actOn(owner, job, target.id));
}

type Target = { id: string; user: ManagedUser | null; position: string };

/** What became of a row that was refused; everything that is no refusal of its own rises. */
function refusalOfRow(job: HeldJob, target: Target, error: unknown): Progress {
  const isRefusal = error instanceof ServiceError && error.status < 500;
  if (error instanceof JobLost || (!isRefusal && job.stumbles + 1 < triesPerRow)) throw error;
  if (!isRefusal) logger().error({ part: 'jobs', job: job.id, err: error }, 'a row of a job was left behind');
  const row = job.done + job.failed + 1;
  const refusal = isRefusal ? error : new ServiceError('INTERNAL');
  return { failed: 1, position: target.position, errors: [rowErrorOf(row, target.id, refusal)] };
}

/** Does it to one, together with the note that it is done: both stand or neither. */
async function workOnRow(owner: Actor, job: HeldJob<BulkDetails>, target: Target): Promise<void> {
  const went: Progress = { done: 1, position: target.position };
  let progress = went;
  let isNoted = false;
  try {
    if (job.dryRun) await tryOn(owner, job, target);
    else
      await endingTransactionsWith(
        async (transaction) => {
          await advanceJob(transaction, job, went);
          isNoted = true;
        },
        () => actOn(owner, job, target.id),
      );
  } catch (error) {
    progress = refusalOfRow(job, target, error);
    isNoted = false;
  }
  if (!isNoted) await inTransaction((transaction) => advanceJob(transaction, job, progress));
  noteProgress(job, progress);
}

type Batch = { targets: Target[]; isLast: boolean; behind: string };

async function readBatch(job: HeldJob<BulkDetails>): Promise<Batch> {
  const { targets } = job.details;
  if ('ids' in targets) {
    const from = Number(job.position ?? 0);
    const ids = targets.ids.slice(from, from + batchSize);
    const users = job.dryRun ? await Promise.all(ids.map((id) => findManagedUser(id))) : [];
    const read = ids.map((id, index) => ({ id, user: users[index] ?? null, position: String(from + index + 1) }));
    return { targets: read, isLast: from + ids.length >= targets.ids.length, behind: String(from + ids.length) };
  }
  const cursor = job.position === null ? {} : { cursor: job.position };
  const { users, pagination } = await listUsers({ ...targets.filter, sort: 'created_at', limit: batchSize, ...cursor });
  const read = users.map(async (user) => ({ id: user.user.id, user, position: await cursorBehind(user, 'created_at') }));
  return { targets: await Promise.all(read), isLast: pagination.next_cursor === null, behind: pagination.next_cursor ?? '' };
}

/**
 * Does it to the next users. The act may take them out of what the filter finds; going on behind the last one, in the
 * order in which they were registered, misses nobody and meets nobody twice.
 */
export async function actOnUsers(job: HeldJob<BulkDetails>, until: number): Promise<Outcome> {
  const owner = await findJobOwner(job, permissionOfAction(job.details.action));
  if (!owner) return { failure: 'permission_lost' };
  const { targets, isLast, behind } = await readBatch(job);
  for (const target of targets) {
    if (performance.now() >= until) return 'more';
    await workOnRow(owner, job, target);
  }
  if (isLast) return 'finished';
  const progress = { position: behind };
  await inTransaction((transaction) => advanceJob(transaction, job, progress));
  noteProgress(job, progress);
  return 'more';
}
