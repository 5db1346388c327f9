import { endingTransactionsWith, inTransaction, type Transaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { grantRole, listAssignments } from '#lib/roles/assign-role.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { decideFor } from '#lib/roles/decide-for.ts';
import { refusalOf } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { getManagedUser } from '#lib/users/find-managed-user.ts';
import { type UserChange, updateUser } from '#lib/users/update-user.ts';
import { advanceJob, callerOf, holdOn, noteProgress, type Progress } from './hold-job.ts';
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

/** What the services would say of a decision against the owner, before anything of a row is done; what a role gives is judged already. */
async function requireManaged(owner: Actor, userId: string, givesRoles: boolean): Promise<void> {
  const { rank } = await getManagedUser(userId);
  const needed: Permission[] = ['admin.users.write', ...(givesRoles ? (['admin.users.roles'] as const) : [])];
  for (const permission of needed) {
    const decision = decideFor(owner, permission, { userId, rank });
    if (!decision.allowed) throw refusalOf(decision, permission);
  }
}

/**
 * Changes one user by the services that change a single one, as whoever asked; a dry run takes each transaction back. With
 * the last step the row counts, `progress` says as what: so the numbers of a cancelled job are those of what it did.
 */
async function updateOne(owner: Actor, job: HeldJob, update: Update, roles: ImportableRoles, progress: Progress): Promise<void> {
  const { userId, user } = update;
  const caller = callerOf(job);
  const missing = await missingRoles(update, roles);
  await requireManaged(owner, userId, missing.length > 0);
  const steps: (() => Promise<unknown>)[] = [
    () => updateUser({ principal: owner, permission: 'admin.users.write', userId, caller }, changeOf(user)),
    ...missing.map((role_id) => () => grantRole(owner, userId, { role_id }, caller)),
  ];
  let isCounted = false;
  for (const [index, step] of steps.entries()) {
    const end = async (transaction: Transaction) => {
      if (index < steps.length - 1) return holdOn(transaction, job);
      await advanceJob(transaction, job, progress);
      isCounted = true;
    };
    await (job.dryRun ? onlyLook(step) : endingTransactionsWith(end, step));
  }
  if (!isCounted) await inTransaction((transaction) => advanceJob(transaction, job, progress));
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
