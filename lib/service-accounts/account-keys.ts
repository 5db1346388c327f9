import { changeKey, type KeyChange } from '#lib/api-keys/change-key.ts';
import { issueKey, type KeyInput, type KeyMaking, replaceKey } from '#lib/api-keys/issue-key.ts';
import type { KeyOwner } from '#lib/api-keys/key-owner.ts';
import { getKeyOf, listKeysOf } from '#lib/api-keys/list-keys.ts';
import { presentKey } from '#lib/api-keys/present-key.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { ApiKeyShape, NewApiKeyShape } from '#lib/contracts/api-keys.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { recordAccountChange, requireAccount, takeAccount } from './change-account.ts';

async function ownerOf(accountId: string): Promise<KeyOwner> {
  return { type: 'service_account', id: accountId, dataKey: await installationKey() };
}

async function makingOf(actor: Actor, accountId: string): Promise<KeyMaking> {
  return { owner: await ownerOf(accountId), createdById: actor.user.id, policy: (await readSettings()).api_keys };
}

/** The keys of a service account, newest first; revoked ones are left out. NOT_FOUND for an unknown account. */
export async function listAccountKeys(accountId: string, options: PageOptions) {
  if ((await db().serviceAccount.count({ where: { id: accountId } })) === 0) throw new ServiceError('NOT_FOUND');
  return listKeysOf(await ownerOf(accountId), options);
}

/** Makes a key whose scopes are permissions of the account. NOT_FOUND, FORBIDDEN, CONFLICT when it has as many as it may. */
export async function createAccountKey(actor: Actor, accountId: string, input: KeyInput, caller: Caller): Promise<NewApiKeyShape> {
  const judged = await requireAccount(actor, accountId, caller);
  const wider = input.scopes.find((scope) => !judged.permissions.includes(scope));
  if (wider) throw fieldError('scopes', 'not_held', `The service account does not hold the permission ${wider}.`);
  const making = await makingOf(actor, accountId);
  return inTransaction(async (transaction) => {
    await takeAccount(transaction, judged);
    const { row, secret } = await issueKey(transaction, making, input);
    const key = presentKey(row, making.owner.dataKey);
    const changes = { scopes: { before: null, after: key.scopes }, allowed_ips: { before: null, after: key.allowed_ips } };
    const target = { type: 'api_key', id: row.id };
    await recordAccountChange(transaction, actor, { action: 'api_key.created', accountId, target, changes }, caller);
    return { ...key, key: secret };
  });
}

/** One of the account's keys. NOT_FOUND for an unknown or a revoked one. */
export async function getAccountKey(accountId: string, id: string): Promise<ApiKeyShape> {
  return getKeyOf(await ownerOf(accountId), id);
}

/** Changes what `change` names of one of the account's keys. NOT_FOUND, FORBIDDEN; CONFLICT as for a user's (`updateOwnKey`). */
export async function updateAccountKey(
  actor: Actor,
  accountId: string,
  { id, change }: { id: string; change: KeyChange },
  caller: Caller,
): Promise<ApiKeyShape> {
  const judged = await requireAccount(actor, accountId, caller);
  const making = await makingOf(actor, accountId);
  return inTransaction(async (transaction) => {
    await takeAccount(transaction, judged);
    const { key, changes } = await changeKey(transaction, making, id, change);
    const target = { type: 'api_key', id };
    if (Object.keys(changes).length > 0)
      await recordAccountChange(transaction, actor, { action: 'api_key.updated', accountId, target, changes }, caller);
    return key;
  });
}

/** Puts a new key in the place of one of the account's, which stays good for `overlapSeconds`. */
export async function rotateAccountKey(
  actor: Actor,
  accountId: string,
  rotation: { id: string; overlapSeconds: number },
  caller: Caller,
): Promise<NewApiKeyShape> {
  const judged = await requireAccount(actor, accountId, caller);
  const making = await makingOf(actor, accountId);
  return inTransaction(async (transaction) => {
    await takeAccount(transaction, judged);
    const { row, secret } = await replaceKey(transaction, making, rotation);
    const changes = { api_key_id: { before: rotation.id, after: row.id } };
    const target = { type: 'api_key', id: rotation.id };
    await recordAccountChange(transaction, actor, { action: 'api_key.rotated', accountId, target, changes }, caller);
    return { ...presentKey(row, making.owner.dataKey), key: secret };
  });
}

/** Revokes one of the account's keys. NOT_FOUND, FORBIDDEN. */
export async function revokeAccountKey(actor: Actor, accountId: string, id: string, caller: Caller): Promise<{ revoked: true }> {
  await requireAccount(actor, accountId, caller);
  await inTransaction(async (transaction) => {
    const { count } = await transaction.apiKey.updateMany({
      where: { id, serviceAccountId: accountId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    const target = { type: 'api_key', id };
    await recordAccountChange(transaction, actor, { action: 'api_key.revoked', accountId, target }, caller);
  });
  return { revoked: true };
}
