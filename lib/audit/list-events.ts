import { openPersonalData, selectPersonalData } from '#lib/accounts/personal-data.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { findDataKeys, installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { openPersonalPart, presentEvent } from './present-event.ts';

/** A person an event names: what to call them, and the key to their sealed part. Absent once they are erased. */
type Person = { label: string | null; dataKey: Buffer };

async function findPeople(ids: readonly string[]): Promise<Map<string, Person>> {
  const [users, keyById] = await Promise.all([
    db().user.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, username: true, ...selectPersonalData },
    }),
    findDataKeys(db(), ids),
  ]);
  return new Map(
    users.flatMap((user): [string, Person][] => {
      const dataKey = keyById.get(user.id);
      if (!dataKey) return [];
      const { name, email } = openPersonalData(dataKey, user.id, user);
      return [[user.id, { label: name ?? email ?? user.username, dataKey }]];
    }),
  );
}

/** What programs of the installation are called. */
async function findServiceAccounts(ids: readonly string[]): Promise<Map<string, string>> {
  const accounts = await db().serviceAccount.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(accounts.map(({ id, name }) => [id, name]));
}

/** The latest events, newest first, with names, addresses and devices opened for those who may read the trail. */
export async function listLatestEvents(limit: number): Promise<AuditEventShape[]> {
  const rows = await db().auditEvent.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit });
  const ids = new Set(rows.flatMap((row) => [row.actorId, row.subjectId]).filter((id) => id !== null));
  const programs = rows.flatMap(({ actorType, actorId }) => (actorType === 'service_account' && actorId ? [actorId] : []));
  const [people, names, ownKey] = await Promise.all([findPeople([...ids]), findServiceAccounts(programs), installationKey()]);
  return rows.map((row) => {
    const personal = openPersonalPart(row.id, row.sealed, row.subjectId ? people.get(row.subjectId)?.dataKey : ownKey);
    return presentEvent(row, personal, (row.actorId && (people.get(row.actorId)?.label ?? names.get(row.actorId))) || null);
  });
}
