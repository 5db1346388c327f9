import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { ApiKeyShape, NewApiKeyShape } from '#lib/contracts/api-keys.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { changeKey, type KeyChange } from './change-key.ts';
import { issueKey, type KeyInput, type KeyMaking, replaceKey } from './issue-key.ts';
import type { KeyOwner } from './key-owner.ts';
import { getKeyOf, listKeysOf } from './list-keys.ts';
import { presentKey } from './present-key.ts';
import { requireHeldScopes } from './require-held-scopes.ts';

function ownerOf({ user, dataKey }: Actor): KeyOwner {
  return { type: 'user', id: user.id, dataKey };
}

async function makingOf(actor: Actor): Promise<KeyMaking> {
  return { owner: ownerOf(actor), createdById: actor.user.id, policy: (await readSettings()).api_keys };
}

/** The actor's keys, newest first; revoked ones are left out. */
export function listOwnKeys(actor: Actor, options: PageOptions) {
  return listKeysOf(ownerOf(actor), options);
}

/** One of the actor's keys. NOT_FOUND for an unknown, a revoked or a foreign one. */
export function getOwnKey(actor: Actor, id: string): Promise<ApiKeyShape> {
  return getKeyOf(ownerOf(actor), id);
}

type KeyMail = 'api_key_created' | 'api_key_updated' | 'api_key_rotated' | 'api_key_revoked';

async function tellOwner(transaction: Transaction, { user, dataKey }: Actor, template: KeyMail, key: ApiKeyShape): Promise<void> {
  const message = { template, name: key.name, prefix: key.prefix, notMeLink: await issueNotMeLink(transaction, user.id) };
  await queueMail(transaction, { userId: user.id, dataKey, locale: user.locale, message });
}

type KeyEvent = { action: AuditAction; id: string; changes?: Changes };

function record(transaction: Transaction, { user, dataKey }: Actor, { action, id, changes }: KeyEvent, caller: Caller): Promise<void> {
  return recordEvent(transaction, {
    action,
    result: 'success',
    actorId: user.id,
    subjectId: user.id,
    subjectKey: dataKey,
    target: { type: 'api_key', id },
    ...(changes && { changes }),
    caller,
  });
}

/**
 * Makes a key of the actor's. FORBIDDEN for a scope that is a permission they do not hold, CONFLICT when they have as many
 * as the settings allow.
 */
export async function createOwnKey(actor: Actor, input: KeyInput, caller: Caller): Promise<NewApiKeyShape> {
  await requireHeldScopes(actor, input.scopes, caller);
  const making = await makingOf(actor);
  return inTransaction(async (transaction) => {
    const { row, secret } = await issueKey(transaction, making, input);
    const key = presentKey(row, actor.dataKey);
    const changes = changesBetween({}, { scopes: key.scopes, allowed_ips: key.allowed_ips });
    await record(transaction, actor, { action: 'api_key.created', id: row.id, changes }, caller);
    await tellOwner(transaction, actor, 'api_key_created', key);
    return { ...key, key: secret };
  });
}

/**
 * Changes a key's name, own limit, end, or from where it may be used. NOT_FOUND for an unknown, a revoked or a foreign one;
 * CONFLICT for the end of one that was replaced or has expired.
 */
export async function updateOwnKey(actor: Actor, id: string, change: KeyChange, caller: Caller): Promise<ApiKeyShape> {
  const making = await makingOf(actor);
  return inTransaction(async (transaction) => {
    const { key, changes } = await changeKey(transaction, making, id, change);
    const changed = Object.keys(changes);
    if (changed.length === 0) return key;
    await record(transaction, actor, { action: 'api_key.updated', id, changes }, caller);
    // Another name opens nothing; the rest may.
    if (changed.some((field) => field !== 'name')) await tellOwner(transaction, actor, 'api_key_updated', key);
    return key;
  });
}

/** Puts a new key in the place of one of the actor's, which stays good for `overlapSeconds`. */
export async function rotateOwnKey(
  actor: Actor,
  rotation: { id: string; overlapSeconds: number },
  caller: Caller,
): Promise<NewApiKeyShape> {
  const making = await makingOf(actor);
  return inTransaction(async (transaction) => {
    const { row, secret } = await replaceKey(transaction, making, rotation);
    const key = presentKey(row, actor.dataKey);
    const changes = { api_key_id: { before: rotation.id, after: row.id } };
    await record(transaction, actor, { action: 'api_key.rotated', id: rotation.id, changes }, caller);
    await tellOwner(transaction, actor, 'api_key_rotated', key);
    return { ...key, key: secret };
  });
}

/** Revokes one of the actor's keys. NOT_FOUND for an unknown, a revoked or a foreign one. */
export async function revokeOwnKey(actor: Actor, id: string, caller: Caller): Promise<{ revoked: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    const [row] = await transaction.apiKey.updateManyAndReturn({
      where: { id, userId: user.id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (!row) throw new ServiceError('NOT_FOUND');
    await record(transaction, actor, { action: 'api_key.revoked', id }, caller);
    await tellOwner(transaction, actor, 'api_key_revoked', presentKey(row, dataKey));
  });
  return { revoked: true };
}
