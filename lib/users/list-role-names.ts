import { db } from '#lib/db/client.ts';

const listed = 200;

/** The names of the roles there are, the highest first: what the list of users can be filtered by. */
export async function listRoleNames(): Promise<string[]> {
  const rows = await db().role.findMany({ orderBy: [{ rank: 'desc' }, { name: 'asc' }], take: listed, select: { name: true } });
  return [...new Set(rows.map(({ name }) => name))];
}
