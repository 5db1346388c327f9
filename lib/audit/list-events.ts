import { findPeople } from '#lib/accounts/find-people.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import type { AuditEvent } from '#lib/db/generated/client.ts';
import { openPersonalPart, presentEvent } from './present-event.ts';

/** What programs of the installation are called. */
async function findServiceAccounts(ids: readonly string[]): Promise<Map<string, string>> {
  const accounts = await db().serviceAccount.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(accounts.map(({ id, name }) => [id, name]));
}

/** Rows of the trail, with names, addresses and devices opened for those who may read it; three queries for all of them. */
export async function presentEvents(rows: readonly AuditEvent[]): Promise<AuditEventShape[]> {
  const ids = new Set(rows.flatMap((row) => [row.actorId, row.subjectId]).filter((id) => id !== null));
  const programs = rows.flatMap(({ actorType, actorId }) => (actorType === 'service_account' && actorId ? [actorId] : []));
  const [people, names, ownKey] = await Promise.all([findPeople(ids), findServiceAccounts(programs), installationKey()]);
  return rows.map((row) => {
    const personal = openPersonalPart(row.id, row.sealed, row.subjectId ? people.get(row.subjectId)?.dataKey : ownKey);
    return presentEvent(row, personal, (row.actorId && (people.get(row.actorId)?.label ?? names.get(row.actorId))) || null);
  });
}

/** The latest events, newest first. */
export async function listLatestEvents(limit: number): Promise<AuditEventShape[]> {
  return presentEvents(await db().auditEvent.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit }));
}
