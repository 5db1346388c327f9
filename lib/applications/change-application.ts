import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { ApplicationShape } from '#lib/contracts/applications.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import type { Application } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import { requirePool } from '#lib/pools/read-pools.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { forgetAllowedOrigins } from './allowed-origins.ts';
import { presentApplication } from './present-application.ts';

type Values = Pick<Application, 'name' | 'description' | 'allowedOrigins' | 'enabled' | 'pool'>;

/** What the API calls the fields of an application; undefined leaves one as it is. */
export type ApplicationInput = {
  name?: string | undefined;
  description?: string | undefined;
  allowed_origins?: string[] | undefined;
  enabled?: boolean | undefined;
  pool?: string | undefined;
};

/** What an event says of an application, by the names of the API. */
function fieldsOf({ name, description, allowedOrigins, enabled, pool }: Values) {
  return { name, description, allowed_origins: allowedOrigins, enabled, pool };
}

type ChangeAction = 'application.created' | 'application.updated' | 'application.deleted';

function recordChange(
  transaction: Transaction,
  action: ChangeAction,
  { actor, caller, id, changes }: { actor: Actor; caller: Caller; id: string; changes: Changes },
): Promise<void> {
  return recordEvent(transaction, {
    action,
    result: 'success',
    actorId: actor.user.id,
    target: { type: 'application', id },
    changes,
    caller,
  });
}

async function refusingTakenNames<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'There is an application with this name.';
    throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'name', code: 'taken', message }] } });
  }
}

/** Adds an application. CONFLICT when there is one with this name. */
export async function createApplication(
  actor: Actor,
  input: Required<{ [Name in keyof ApplicationInput]: NonNullable<ApplicationInput[Name]> }>,
  caller: Caller,
): Promise<ApplicationShape> {
  const { name, description, allowed_origins: allowedOrigins, enabled } = input;
  const pool = await requirePool(input.pool, 'pool');
  const row = await refusingTakenNames(() =>
    inTransaction(async (transaction) => {
      const created = await transaction.application.create({ data: { id: uuidv7(), name, description, allowedOrigins, enabled, pool } });
      const changes = changesBetween({}, fieldsOf(created));
      await recordChange(transaction, 'application.created', { actor, caller, id: created.id, changes });
      return created;
    }),
  );
  forgetAllowedOrigins();
  return presentApplication(row);
}

/** The row, which nobody else changes until the transaction ends. `expected` as If-Match names them; null: whichever it is. */
async function takeRow(transaction: Transaction, id: string, expected: readonly string[] | null): Promise<Application> {
  await transaction.$queryRaw`SELECT 1 FROM application WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await transaction.application.findUnique({ where: { id } });
  if (!row) throw new ServiceError('NOT_FOUND');
  if (expected && !expected.includes(String(row.version))) throw new ServiceError('PRECONDITION_FAILED');
  return row;
}

/**
 * Changes what `input` names. Nothing is written when nothing differs. NOT_FOUND, CONFLICT when another one has the name,
 * PRECONDITION_FAILED when the version is none of `expected` (null: whichever it is).
 */
export async function changeApplication(
  actor: Actor,
  id: string,
  input: ApplicationInput,
  expected: readonly string[] | null,
  caller: Caller,
): Promise<ApplicationShape> {
  if (input.pool !== undefined) await requirePool(input.pool, 'pool');
  const row = await refusingTakenNames(() =>
    inTransaction(async (transaction) => {
      const before = await takeRow(transaction, id, expected);
      const after: Values = {
        name: input.name ?? before.name,
        description: input.description ?? before.description,
        allowedOrigins: input.allowed_origins ?? before.allowedOrigins,
        enabled: input.enabled ?? before.enabled,
        pool: input.pool ?? before.pool,
      };
      const changes = changesBetween(fieldsOf(before), fieldsOf(after));
      if (Object.keys(changes).length === 0) return before;
      const changed = await transaction.application.update({ where: { id }, data: { ...after, version: before.version + 1 } });
      await recordChange(transaction, 'application.updated', { actor, caller, id, changes });
      return changed;
    }),
  );
  forgetAllowedOrigins();
  return presentApplication(row);
}

/** Deletes an application. NOT_FOUND, or PRECONDITION_FAILED when the version is none of `expected` (null: whichever it is). */
export async function deleteApplication(actor: Actor, id: string, expected: readonly string[] | null, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    const before = await takeRow(transaction, id, expected);
    await transaction.application.delete({ where: { id } });
    await recordChange(transaction, 'application.deleted', { actor, caller, id, changes: changesBetween(fieldsOf(before), {}) });
  });
  forgetAllowedOrigins();
}
