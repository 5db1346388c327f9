import { requireApproval } from '#lib/approvals/require-approval.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { PoolShape } from '#lib/contracts/pools.ts';
import type { SettingsPreviewShape } from '#lib/contracts/settings.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import type { Prisma, UserPool } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { requireKnownRoles, requireOwnPasskey } from '#lib/settings/change-settings.ts';
import { presentEffects } from '#lib/settings/preview-settings.ts';
import { readSettingsVersion } from '#lib/settings/read-settings.ts';
import { flattenSettings, nestSettings, type PoliciesPatch, type Settings } from '#lib/settings/settings.ts';
import { weakenedSettings } from '#lib/settings/weakened-settings.ts';
import { presentPool } from './list-pools.ts';
import { defaultPool } from './pool-name.ts';
import { forgetPools, type Overrides, policiesWith } from './read-pools.ts';

/** Every process keeps all of them, and reads them once a second. */
const maxPools = 100;

const proposedLater =
  'Another administrator has to approve policies that are weaker than the settings. Make the pool without them, then change it: that change waits for approval.';

type Change = { actor: Actor; caller: Caller };

/** The stored overrides with a patch; what is null in it is taken from the settings again. */
function patched(overrides: Overrides, patch: PoliciesPatch): Overrides {
  const values = flattenSettings(overrides);
  for (const [name, value] of flattenSettings(patch)) {
    if (value === null) values.delete(name);
    else values.set(name, value);
  }
  return nestSettings(values);
}

/** What an event says of a pool, by the names of the API; a setting by its own. */
function fieldsOf({ displayName, overrides }: { displayName: string; overrides: unknown }): object {
  return { display_name: displayName, ...Object.fromEntries(flattenSettings(overrides as Overrides)) };
}

type Action = 'pool.created' | 'pool.updated' | 'pool.deleted';

function recordChange(transaction: Transaction, action: Action, name: string, changes: Changes, { actor, caller }: Change): Promise<void> {
  const target = { type: 'pool', id: name };
  return recordEvent(transaction, { action, result: 'success', actorId: actor.user.id, target, changes, caller });
}

function conflict(message: string, details: object): ServiceError {
  return new ServiceError('CONFLICT', { message, details: { ...details } });
}

/**
 * Adds a pool. CONFLICT for a name that is taken, beyond 100 of them, and for weaker policies than those of the settings where
 * that takes a second person: they can be proposed for a pool that is there.
 */
export async function createPool(
  input: { name: string; display_name: string; overrides: PoliciesPatch },
  change: Change,
): Promise<PoolShape> {
  const { name, display_name: displayName } = input;
  const overrides = patched({}, input.overrides) as Prisma.InputJsonObject;
  try {
    const row = await inTransaction(async (transaction) => {
      // Two at once take turns, so that there is not one too many.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:pools'))`;
      await requireKnownRoles(transaction, input.overrides);
      requireApproval(change.caller, await needsApproval({}, overrides as Overrides), proposedLater);
      if ((await transaction.userPool.count()) >= maxPools) throw conflict(`At most ${maxPools} pools are possible.`, {});
      const created = await transaction.userPool.create({ data: { id: uuidv7(), name, displayName, overrides } });
      await recordChange(transaction, 'pool.created', name, changesBetween({}, fieldsOf(created)), change);
      return created;
    });
    forgetPools();
    return await presentPool(row);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'There is a pool of this name.';
    throw conflict(message, { fields: [{ path: 'name', code: 'taken', message }] });
  }
}

/** The row, which nobody else changes until the transaction ends. `expected` as If-Match names them; null: whichever it is. */
async function takeRow(transaction: Transaction, name: string, expected: readonly string[] | null): Promise<UserPool> {
  await transaction.$queryRaw`SELECT 1 FROM user_pool WHERE name = ${name} FOR UPDATE`;
  const row = await transaction.userPool.findUnique({ where: { name } });
  if (!row) throw new ServiceError('NOT_FOUND');
  if (expected && !expected.includes(String(row.version))) throw new ServiceError('PRECONDITION_FAILED');
  return row;
}

export type PoolInput = { display_name?: string | undefined; overrides?: PoliciesPatch | undefined };

/** What a pool becomes, and what is different then. */
function applyInput(before: UserPool, input: PoolInput) {
  const after = {
    displayName: input.display_name ?? before.displayName,
    overrides: patched(before.overrides as Overrides, input.overrides ?? {}) as Prisma.InputJsonObject,
  };
  return { after, changes: changesBetween(fieldsOf(before), fieldsOf(after)) };
}

async function getRow(name: string): Promise<UserPool> {
  const row = await db().userPool.findUnique({ where: { name } });
  if (!row) throw new ServiceError('NOT_FOUND');
  return row;
}

/** What a change of a pool would make different, and in which version of it. NOT_FOUND where there is none of this name. */
export async function describePoolChange(name: string, input: PoolInput): Promise<{ changes: Changes; version: number }> {
  const row = await getRow(name);
  return { changes: applyInput(row, input).changes, version: row.version };
}

/** What counts for the people of a pool with these overrides. */
function settingsWith(settings: Settings, overrides: Overrides): Settings {
  return { ...settings, ...policiesWith(settings, overrides) };
}

/** Whether somebody else has to approve what overrides become: weaker policies than the people of a pool have now. */
async function needsApproval(before: Overrides, after: Overrides): Promise<boolean> {
  const { settings } = await readSettingsVersion();
  if (!settings.approvals.four_eyes_for.includes('policy_weakening')) return false;
  return weakenedSettings(settingsWith(settings, before), settingsWith(settings, after)).length > 0;
}

function refuseForDefault(name: string, patch: PoliciesPatch): void {
  if (name === defaultPool && flattenSettings(patch).size > 0)
    throw fieldError('overrides', 'default_pool', 'The default pool has the policies of the settings: change them there.');
}

/**
 * Changes what `input` names. Nothing is written when nothing differs. VALIDATION_FAILED for overrides of the default
 * pool; CONFLICT when the actor would turn on a policy that they do not meet themselves, and for what somebody else has to
 * approve; NOT_FOUND; PRECONDITION_FAILED when the version is none of `expected` (null: whichever it is).
 */
export async function changePool(name: string, input: PoolInput, expected: readonly string[] | null, change: Change): Promise<PoolShape> {
  const patch = input.overrides ?? {};
  refuseForDefault(name, patch);
  const row = await inTransaction(async (transaction) => {
    const before = await takeRow(transaction, name, expected);
    await requireKnownRoles(transaction, patch);
    const { after, changes } = applyInput(before, input);
    if (Object.keys(changes).length === 0) return before;
    if (change.actor.user.pool === name) await requireOwnPasskey(transaction, change.actor, changes);
    requireApproval(change.caller, await needsApproval(before.overrides as Overrides, after.overrides as Overrides));
    const data = { ...after, version: before.version + 1, updatedAt: new Date() };
    const changed = await transaction.userPool.update({ where: { name }, data });
    await recordChange(transaction, 'pool.updated', name, changes, change);
    return changed;
  });
  forgetPools();
  return presentPool(row);
}

/**
 * Whom a change of a pool would affect, before it is made: only its own people. VALIDATION_FAILED for overrides of the
 * default pool; NOT_FOUND.
 */
export async function previewPool(name: string, input: PoolInput): Promise<SettingsPreviewShape> {
  refuseForDefault(name, input.overrides ?? {});
  const row = await getRow(name);
  const { settings } = await readSettingsVersion();
  const [overrides, after] = [row.overrides as Overrides, applyInput(row, input).after.overrides as Overrides];
  const [left, right] = [settingsWith(settings, overrides), settingsWith(settings, after)];
  const changes = changesBetween(Object.fromEntries(flattenSettings(left)), Object.fromEntries(flattenSettings(right)));
  return {
    changes: await presentEffects(changes, { after: right, pools: [{ pool: name, before: left, after: right }] }),
    needs_approval: await needsApproval(overrides, after),
  };
}

/** What is in a pool. Who was erased is not in it any more. */
async function countIn(transaction: Transaction, pool: string) {
  const users = await transaction.user.findFirst({ where: { pool, status: { not: 'erased' } }, select: { id: true } });
  const [organizations, applications] = [
    await transaction.organization.count({ where: { pool } }),
    await transaction.application.count({ where: { pool } }),
  ];
  return { users: users !== null, organizations: organizations > 0, applications: applications > 0 };
}

/**
 * Deletes a pool. CONFLICT for the default one, and while people, organizations or applications are in it; NOT_FOUND;
 * PRECONDITION_FAILED when the version is none of `expected` (null: whichever it is).
 */
export async function deletePool(name: string, expected: readonly string[] | null, change: Change): Promise<void> {
  await inTransaction(async (transaction) => {
    // Whoever registers right now refers to the row, and waits for this lock or has it wait.
    const before = await takeRow(transaction, name, expected);
    if (name === defaultPool) throw conflict('The default pool stays.', { reason: 'default_pool' });
    const holds = await countIn(transaction, name);
    if (Object.values(holds).includes(true))
      throw conflict('There are people, organizations or applications in this pool.', { reason: 'pool_in_use', holds });
    // All that is left of those is a number in the trail, which must not keep the pool for ever.
    await transaction.user.updateMany({ where: { pool: name, status: 'erased' }, data: { pool: defaultPool } });
    await transaction.userPool.delete({ where: { name } });
    await recordChange(transaction, 'pool.deleted', name, changesBetween(fieldsOf(before), {}), change);
  });
  forgetPools();
}
