import { findPeople } from '#lib/accounts/find-people.ts';
import { changeKey, type KeyChange } from '#lib/api-keys/change-key.ts';
import { issueKey, type KeyInput, type KeyMaking, replaceKey } from '#lib/api-keys/issue-key.ts';
import type { KeyOwner } from '#lib/api-keys/key-owner.ts';
import { pageOfKeys } from '#lib/api-keys/list-keys.ts';
import { presentKey } from '#lib/api-keys/present-key.ts';
import { requireHeldScopes } from '#lib/api-keys/require-held-scopes.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import type { AuditAction } from '#lib/audit/record-event.ts';
import type { NewOrganizationKeyShape, OrganizationKeyShape } from '#lib/contracts/organization-keys.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { unexpired } from '#lib/db/unexpired.ts';
import { ServiceError } from '#lib/errors.ts';
import { findSubjects } from '#lib/roles/find-subject.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { dataKeyOf, takeActiveOrganization } from './find-organization.ts';
import { openScopes } from './key-rights.ts';
import { recordChange, type Work } from './record-change.ts';
import type { KeyNews } from './tell-member.ts';
import { tellOwnersOfKey } from './tell-owners-of-key.ts';

/** Keys make no keys: only somebody who is signed in writes any. */
export type KeyWork = { principal: Actor; organizationId: string; caller: Caller };

async function ownerOf(organizationId: string): Promise<KeyOwner> {
  return { type: 'organization', id: organizationId, dataKey: await dataKeyOf(db(), organizationId) };
}

async function makingOf({ principal, organizationId }: KeyWork): Promise<KeyMaking> {
  return { owner: await ownerOf(organizationId), createdById: principal.user.id, policy: (await readSettings()).api_keys };
}

/** Keys with who made them, and what that lets them do right now; three queries for all of them. */
async function presentKeys(rows: readonly ApiKey[], { id, dataKey }: KeyOwner): Promise<OrganizationKeyShape[]> {
  const makers = [...new Set(rows.flatMap(({ createdById }) => createdById ?? []))];
  const [people, subjects] = await Promise.all([findPeople(makers), findSubjects(db(), makers)]);
  const now = new Date();
  return rows.map((row) => {
    const maker = row.createdById ?? '';
    return {
      ...presentKey(row, dataKey),
      open_scopes: openScopes(subjects.get(maker), id, row.scopes, now),
      created_by: { id: maker, name: people.get(maker)?.name ?? null },
    };
  });
}

async function presentOne(row: ApiKey, owner: KeyOwner): Promise<OrganizationKeyShape> {
  const [key] = await presentKeys([row], owner);
  if (!key) throw new ServiceError('NOT_FOUND');
  return key;
}

/** A page of the keys of an organization, newest first; revoked ones are left out. NOT_FOUND for one that is not there. */
export async function listOrganizationKeys(
  organizationId: string,
  options: PageOptions,
): Promise<{ keys: OrganizationKeyShape[]; pagination: Pagination }> {
  const owner = await ownerOf(organizationId);
  const { rows, pagination } = await pageOfKeys(`api-keys:${organizationId}`, { organizationId }, options);
  return { keys: await presentKeys(rows, owner), pagination };
}

/** How many keys it has that are good, for pages. */
export function countOrganizationKeys(organizationId: string): Promise<number> {
  return db().apiKey.count({ where: { organizationId, revokedAt: null, ...unexpired(new Date()) } });
}

async function findRow(organizationId: string, id: string): Promise<ApiKey> {
  const row = await db().apiKey.findFirst({ where: { id, organizationId, revokedAt: null } });
  if (!row) throw new ServiceError('NOT_FOUND');
  return row;
}

/** One of them. NOT_FOUND for an unknown, a revoked or a foreign one. */
export async function getOrganizationKey(organizationId: string, id: string): Promise<OrganizationKeyShape> {
  return presentOne(await findRow(organizationId, id), await ownerOf(organizationId));
}

/** A key that the actor may change: it can do nothing there that they cannot. NOT_FOUND, FORBIDDEN. */
async function requireManaged({ principal, organizationId, caller }: KeyWork, id: string): Promise<void> {
  const { scopes } = await findRow(organizationId, id);
  await requireHeldScopes(principal, scopes, caller, { organizationId });
}

type Happened = { action: AuditAction; template: KeyNews['template']; row: ApiKey; id?: string; changes?: Changes };

/** The event of what happened to a key, and the mails to the owners. */
async function tell(transaction: Transaction, work: Work, { action, template, row, id = row.id, changes = {} }: Happened): Promise<void> {
  await recordChange(transaction, work, { action, changes, target: { type: 'api_key', id } });
  await tellOwnersOfKey(transaction, row, template);
}

/**
 * Makes a key of the organization, which may do at each use what the actor may do there then. FORBIDDEN for a scope that
 * they do not hold there; CONFLICT when it has as many as the settings allow, and where it is suspended.
 */
export async function createOrganizationKey(work: KeyWork, input: KeyInput): Promise<NewOrganizationKeyShape> {
  const { principal, organizationId, caller } = work;
  await requireHeldScopes(principal, input.scopes, caller, { organizationId });
  const making = await makingOf(work);
  const { row, secret } = await inTransaction(async (transaction) => {
    await takeActiveOrganization(transaction, organizationId);
    const issued = await issueKey(transaction, making, input);
    const changes = changesBetween({}, { scopes: input.scopes, allowed_ips: input.allowedIps });
    await tell(transaction, work, { action: 'api_key.created', template: 'organization_key_created', row: issued.row, changes });
    return issued;
  });
  return { ...(await presentOne(row, making.owner)), key: secret };
}

/** Changes what `change` names of a key. NOT_FOUND, FORBIDDEN; CONFLICT as for a user's (`updateOwnKey`). */
export async function updateOrganizationKey(work: KeyWork, id: string, change: KeyChange): Promise<OrganizationKeyShape> {
  await requireManaged(work, id);
  const making = await makingOf(work);
  await inTransaction(async (transaction) => {
    const { changes } = await changeKey(transaction, making, id, change);
    const changed = Object.keys(changes);
    if (changed.length === 0) return;
    await recordChange(transaction, work, { action: 'api_key.updated', changes, target: { type: 'api_key', id } });
    const row = await transaction.apiKey.findUniqueOrThrow({ where: { id } });
    // Another name opens nothing; the rest may.
    if (changed.some((field) => field !== 'name')) await tellOwnersOfKey(transaction, row, 'organization_key_updated');
  });
  return getOrganizationKey(work.organizationId, id);
}

/**
 * Puts a new key in the place of one, which stays good for `overlapSeconds`. The new one is the actor's to answer for: so a
 * key goes on whose maker leaves. NOT_FOUND, FORBIDDEN; CONFLICT for one that was replaced or has expired.
 */
export async function rotateOrganizationKey(
  work: KeyWork,
  rotation: { id: string; overlapSeconds: number },
): Promise<NewOrganizationKeyShape> {
  await requireManaged(work, rotation.id);
  const making = await makingOf(work);
  const { row, secret } = await inTransaction(async (transaction) => {
    await takeActiveOrganization(transaction, work.organizationId);
    const issued = await replaceKey(transaction, making, rotation);
    const changes = { api_key_id: { before: rotation.id, after: issued.row.id } };
    const happened = { action: 'api_key.rotated', template: 'organization_key_rotated', row: issued.row, changes } as const;
    await tell(transaction, work, { ...happened, id: rotation.id });
    return issued;
  });
  return { ...(await presentOne(row, making.owner)), key: secret };
}

/** Revokes a key. NOT_FOUND for an unknown, a revoked or a foreign one. */
export async function revokeOrganizationKey(work: Work, id: string): Promise<{ revoked: true }> {
  await inTransaction(async (transaction) => {
    const [row] = await transaction.apiKey.updateManyAndReturn({
      where: { id, organizationId: work.organizationId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (!row) throw new ServiceError('NOT_FOUND');
    await tell(transaction, work, { action: 'api_key.revoked', template: 'organization_key_revoked', row });
  });
  return { revoked: true };
}
