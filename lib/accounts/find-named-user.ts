import { z } from 'zod';
import { findAccountByEmail, findAccountById, findAccountByUsername } from './find-user.ts';

/** Whom somebody means by an exact address, username or id; null when that is nobody. Only for those who may see users. */
export async function findNamedUser(text: string): Promise<string | null> {
  const name = text.trim();
  if (name === '' || name.length > 320) return null;
  const find = z.uuid().safeParse(name).success ? findAccountById : name.includes('@') ? findAccountByEmail : findAccountByUsername;
  return (await find(name.toLowerCase()))?.id ?? null;
}
