import { endingTransactionsWith } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { grantRole, listAssignments } from '#lib/roles/assign-role.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { decideFor } from '#lib/roles/decide-for.ts';
import { refusalOf } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { getManagedUser } from '#lib/users/find-managed-user.ts';
import { type UserChange, updateUser } from '#lib/users/update-user.ts';
import { callerOf, holdOn } from './hold-job.ts';
import type { ImportableRoles } from './importable-roles.ts';
import type { HeldJob, RowError } from './job.ts';
import { onlyLook } from './only-look.ts';
import type { ImportRow } from './read-row.ts';

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

/** Changes one user by the services that change a single one, as whoever asked; a dry run takes each transaction back. */
async function updateOne(owner: Actor, job: HeldJob, update: Update, roles: ImportableRoles): Promise<void> {
  const { userId, user } = update;
  const caller = callerOf(job);
  const missing = await missingRoles(update, roles);
  await requireManaged(owner, userId, missing.length > 0);
  const run = (work: () => Promise<unknown>) =>
    job.dryRun ? onlyLook(work) : endingTransactionsWith((transaction) => holdOn(transaction, job), work);
  await run(() => updateUser({ principal: owner, permission: 'admin.users.write', userId, caller }, changeOf(user)));
  for (const role_id of missing) await run(() => grantRole(owner, userId, { role_id }, caller));
}

/**
 * Changes users whose rows these are, one after the other. Each stands as soon as it is done, but none after the job was
 * cancelled; a batch that is repeated finds them as they should be. Answers what was wrong with the others.
 */
export async function updateUsers(owner: Actor, job: HeldJob, updates: readonly Update[], roles: ImportableRoles): Promise<RowError[]> {
  const errors: RowError[] = [];
  for (const update of updates) {
    try {
      await updateOne(owner, job, update, roles);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status >= 500) throw error;
      const [field] = error.details?.fields ?? [];
      const { code, message } = field ?? error;
      errors.push({ row: update.user.row, userId: update.userId, ...(field && { field: field.path }), code, message });
    }
  }
  return errors;
}
