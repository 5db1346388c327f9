import type { Caller } from '#lib/audit/caller.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { SavedViewShape } from '#lib/contracts/saved-views.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { type Database, db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';

type Content = { name: string; query: string };

const maxViews = 50;

/** Where a view's content belongs: its AAD. */
function viewContext(id: string): string {
  return `saved_view:${id}`;
}

function sealContent(dataKey: Uint8Array, id: string, content: Content): Uint8Array<ArrayBuffer> {
  return seal(dataKey, JSON.stringify(content), viewContext(id));
}

/** The actor's views of the list of users, by name. */
export async function listSavedViews({ user, dataKey }: Actor, database: Database = db()): Promise<SavedViewShape[]> {
  const rows = await database.savedView.findMany({ where: { userId: user.id }, orderBy: { createdAt: 'asc' }, take: maxViews });
  const views = rows.map(({ id, contentSealed, createdAt }) => {
    const { name, query } = JSON.parse(unseal(dataKey, contentSealed, viewContext(id)).toString('utf8')) as Content;
    return { id, name, query, created_at: createdAt.toISOString() };
  });
  return views.sort((left, right) => left.name.localeCompare(right.name));
}

/** Locks the owner, so that of two at once the second sees what the first wrote; names are sealed, no index compares them. */
async function takeViews(transaction: Transaction, actor: Actor): Promise<SavedViewShape[]> {
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${actor.user.id}::uuid FOR NO KEY UPDATE`;
  return listSavedViews(actor, transaction);
}

function refuseTakenName(views: readonly SavedViewShape[], name: string): void {
  if (!views.some((view) => view.name.toLowerCase() === name.toLowerCase())) return;
  const message = 'You have a view with this name.';
  throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'name', code: 'taken', message }] } });
}

function record(transaction: Transaction, action: AuditAction, { user, dataKey }: Actor, id: string, caller: Caller): Promise<void> {
  const target = { type: 'saved_view', id };
  return recordEvent(transaction, {
    action,
    result: 'success',
    actorId: user.id,
    subjectId: user.id,
    subjectKey: dataKey,
    target,
    caller,
  });
}

/** Keeps a view. CONFLICT for a name that is taken, and beyond fifty. */
export function createSavedView(actor: Actor, content: Content, caller: Caller): Promise<SavedViewShape> {
  return inTransaction(async (transaction) => {
    const views = await takeViews(transaction, actor);
    refuseTakenName(views, content.name);
    if (views.length >= maxViews) throw new ServiceError('CONFLICT', { message: 'You have as many views as can be kept. Delete one.' });
    const id = uuidv7();
    const contentSealed = sealContent(actor.dataKey, id, content);
    const { createdAt } = await transaction.savedView.create({ data: { id, userId: actor.user.id, contentSealed } });
    await record(transaction, 'saved_view.created', actor, id, caller);
    return { id, ...content, created_at: createdAt.toISOString() };
  });
}

/** Renames a view, or changes what it shows. NOT_FOUND for an unknown or somebody else's, CONFLICT for a name that is taken. */
export function updateSavedView(
  actor: Actor,
  id: string,
  change: { name?: string | undefined; query?: string | undefined },
  caller: Caller,
): Promise<SavedViewShape> {
  return inTransaction(async (transaction) => {
    const views = await takeViews(transaction, actor);
    const view = views.find((each) => each.id === id);
    if (!view) throw new ServiceError('NOT_FOUND');
    const next = { ...view, name: change.name ?? view.name, query: change.query ?? view.query };
    refuseTakenName(
      views.filter((each) => each !== view),
      next.name,
    );
    const contentSealed = sealContent(actor.dataKey, id, { name: next.name, query: next.query });
    await transaction.savedView.update({ where: { id }, data: { contentSealed }, select: { id: true } });
    await record(transaction, 'saved_view.updated', actor, id, caller);
    return next;
  });
}

/** Deletes a view. NOT_FOUND for an unknown or somebody else's. */
export function deleteSavedView(actor: Actor, id: string, caller: Caller): Promise<{ deleted: true }> {
  return inTransaction(async (transaction) => {
    const { count } = await transaction.savedView.deleteMany({ where: { id, userId: actor.user.id } });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    await record(transaction, 'saved_view.deleted', actor, id, caller);
    return { deleted: true };
  });
}
