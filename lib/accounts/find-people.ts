import { findDataKeys } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { openPersonalData, type PersonalData, selectPersonalData } from './personal-data.ts';

/** Somebody a list names: what to call them, what is known of them, and the key to what is sealed for them. */
export type FoundPerson = PersonalData & { label: string | null; dataKey: Buffer };

/** The people with these ids, in two queries. Who was erased, or never was, is not among them. */
export async function findPeople(ids: Iterable<string>): Promise<Map<string, FoundPerson>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const [users, keys] = await Promise.all([
    db().user.findMany({ where: { id: { in: wanted } }, select: { id: true, username: true, ...selectPersonalData } }),
    findDataKeys(db(), wanted),
  ]);
  return new Map(
    users.flatMap((user): [string, FoundPerson][] => {
      const dataKey = keys.get(user.id);
      if (!dataKey) return [];
      const person = openPersonalData(dataKey, user.id, user);
      return [[user.id, { ...person, label: person.name ?? person.email ?? user.username, dataKey }]];
    }),
  );
}
