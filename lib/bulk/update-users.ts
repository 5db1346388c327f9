import { endingTransactionsWith, inTransaction, type Transaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { giveRole, type JudgedGrant, judgeGrant, listAssignments } from '#lib/roles/assign-role.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { decideFor } from '#lib/roles/decide-for.ts';
import { refusalOf } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { getManagedUser, type ManagedUser } from '#lib/users/find-managed-user.ts';
import { actOnUser, type Management } from '#lib/users/manage-user.ts';
import { changing, type UserChange } from '#lib/users/update-user.ts';
import { advanceJob, callerOf, noteProgress, type Progress } from './hold-job.ts';
import type { ImportableRoles } from './importable-roles.ts';
import type { HeldJob, RowError } from './job.ts';
import { onlyLook } from './only-look.ts';
import type { ImportRow } from './read-row.ts';
import { rowErrorOf } from './row-error.ts';

/** A row whose address has an account. */
export type Update = { userId: string; user: ImportRow };

const changeable = ['name', 'first_name', 'last_name', 'username', 'locale', 'timezone'] as const;

/** What a row says of what an administrator could change of that user. How they get in is not among it, and stays. */
function changeOf({ said, metadata, ...row }: ImportRow): UserChange {
  const change = Object.fromEntries(changeable.flatMap((field) => (said.has(field) ? [[field, row[field] ?? null]] : [])));
  return said.has('metadata') ? { ...change, metadata: metadata ?? {} } : change;
}

/** The roles that a row gives and its user does not hold. None is taken: that is an act of its own. */
async function missingRoles({ userId, user }: Update, { roles }: ImportableRoles): Promise<string[]> {
  if (!user.said.has('roles')) return [];
  const held = new Set((await listAssignments(userId)).flatMap(({ role, organization_id: bound }) => (bound === null ? role.id : [])));
  return user.roles.flatMap((name) => roles.get(name)?.id ?? []).filter((id) => !held.has(id));
}

/** What the services would say of a decision against the owner, without their event; what a role gives is judged already. */
async function judgeUser(owner: Actor, userId: string, givesRoles: boolean): Promise<ManagedUser> {
  const user = await getManagedUser(userId);
  const needed: Permission[] = ['admin.users.write', ...(givesRoles ? (['admin.users.roles'] as const) : [])];
  for (const permission of needed) {
    const decision = decideFor(owner, permission, { userId, rank: user.rank });
    if (!decision.allowed) throw refusalOf(decision, permission);
  }
  return user;
}

/**
 * Changes one user by the services that change a single one, as whoever asked, all of a row in one transaction, in which
 * it counts; `progress` says as what. A dry run takes it back.
 */
async function updateOne(owner: Actor, job: HeldJob, update: Update, roles: ImportableRoles, progress: Progress): Promise<void> {
  const { userId, user } = update;
  const caller = callerOf(job);
  const missing = await missingRoles(update, roles);
  const judged = await judgeUser(owner, userId, missing.length > 0);
  const grants: JudgedGrant[] = [];
  for (const role_id of missing) grants.push(await judgeGrant(owner, userId, { role_id }, caller));
  const change = () =>
    inTransaction(async (transaction) => {
      const management: Management = { principal: owner, permission: 'admin.users.write', userId, caller };
      await actOnUser(transaction, management, judged, changing(changeOf(user)));
      for (const grant of grants) await giveRole(transaction, grant);
    });
  const count = (transaction: Transaction) => advanceJob(transaction, job, progress);
  if (job.dryRun) {
    await onlyLook(change);
    await inTransaction(count);
  } else await endingTransactionsWith(count, change);
  noteProgress(job, progress);
}

/**
 * Changes users whose rows these are, one after the other. Each stands and counts as soon as it is done, but none after the
 * job was cancelled. Answers what was wrong with the others.
 */
export async function updateUsers(
  owner: Actor,
  job: HeldJob,
  updates: readonly Update[],
  roles: ImportableRoles,
  progressOf: (row: number) => Progress,
): Promise<RowError[]> {
  const errors: RowError[] = [];
  for (const update of updates) {
    const { row } = update.user;
    try {
      await updateOne(owner, job, update, roles, progressOf(row));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status >= 500) throw error;
      errors.push(rowErrorOf(row, update.userId, error));
    }
  }
  return errors;
}
