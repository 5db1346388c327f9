import { z } from 'zod';
import { db } from '#lib/db/client.ts';

/** Which organization somebody means by its exact short name or id; null when there is none. Only for those who may see all. */
export async function findNamedOrganization(text: string): Promise<string | null> {
  const name = text.trim().toLowerCase();
  const where = z.uuid().safeParse(name).success ? { id: name } : { slug: name };
  return (await db().organization.findUnique({ where, select: { id: true } }))?.id ?? null;
}
