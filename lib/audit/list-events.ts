import { findPeople } from '#lib/accounts/find-people.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import type { AuditEvent } from '#lib/db/generated/client.ts';
import type { PrincipalType } from './caller.ts';
import { openPersonalPart, presentEvent } from './present-event.ts';

const named = { id: true, name: true } as const;

/** What those are called who acted without being people. */
async function findNames(rows: readonly AuditEvent[]): Promise<Map<string, string>> {
  const actors = (type: PrincipalType) => rows.flatMap(({ actorType, actorId }) => (actorType === type && actorId ? [actorId] : []));
  const [accounts, organizations] = await Promise.all([
    db().serviceAccount.findMany({ where: { id: { in: actors('service_account') } }, select: named }),
    db().organization.findMany({ where: { id: { in: actors('organization') } }, select: named }),
  ]);
  return new Map([...accounts, ...organizations].map(({ id, name }) => [id, name]));
}

/** Rows of the trail, with names, addresses and devices opened for those who may read it; four queries for all of them. */
export async function presentEvents(rows: readonly AuditEvent[]): Promise<AuditEventShape[]> {
  const ids = new Set(rows.flatMap((row) => [row.actorId, row.subjectId]).filter((id) => id !== null));
  const [people, names, ownKey] = await Promise.all([findPeople(ids), findNames(rows), installationKey()]);
  return rows.map((row) => {
    const personal = openPersonalPart(row.id, row.sealed, row.subjectId ? people.get(row.subjectId)?.dataKey : ownKey);
    const event = presentEvent(row, personal, (row.actorId && (people.get(row.actorId)?.label ?? names.get(row.actorId))) || null);
    // Here and not where events are presented: reasons are not for those whom an act is about.
    return personal.changes ? { ...event, changes: personal.changes } : event;
  });
}

/** The latest events, newest first. */
export async function listLatestEvents(limit: number): Promise<AuditEventShape[]> {
  return presentEvents(await db().auditEvent.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit }));
}
