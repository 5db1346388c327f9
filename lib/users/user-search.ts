import { emailIndex, foldText, fragmentTokens, hasFragment, phoneIndex, phoneToken } from '#lib/crypto/blind-index.ts';
import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { readPools } from '#lib/pools/read-pools.ts';
import type { ActorUser } from '#lib/sessions/actor.ts';
import { normalizePhone } from '#lib/sms/phone-number.ts';

/** What somebody looks for, as far as the database can tell, and whether a user that it found is really meant. */
export type UserSearch = {
  condition: Prisma.Sql;
  /** Where it asks for trigrams: these can be looked for on the way through the list as well. */
  byTrigrams?: true;
  matches: (user: ActorUser) => boolean;
};

const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function phoneOf(text: string): string | null {
  if (!/^\+?[\d()./\s-]{5,40}$/.test(text)) return null;
  try {
    return normalizePhone(text);
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

function isAddress(text: string): boolean {
  return /^[^@ ]+@[^@ ]+\.[^@ ]+$/.test(text);
}

/** Addresses and numbers are unique, and indexed, in each pool. */
async function inAnyPool(): Promise<Prisma.Sql> {
  const pools = await readPools();
  return Prisma.sql`u.pool = ANY(${pools.map(({ name }) => name)}::text[])`;
}

async function isAnybodys(condition: Prisma.Sql): Promise<boolean> {
  return (await runStatement(db(), Prisma.sql`SELECT 1 AS one FROM "user" u WHERE ${condition} LIMIT 1`)).length > 0;
}

/**
 * Reads a search over what is stored sealed: an id; a whole address or a confirmed phone number by its blind index, any other
 * whole number by its token; fragments by the tokens of their trigrams. What tokens find is checked once it is opened.
 * Null: everybody matches.
 */
export async function readUserSearch(text: string): Promise<UserSearch | null> {
  const folded = foldText(text);
  if (folded === '') return null;
  if (uuidForm.test(folded)) return { condition: Prisma.sql`u.id = ${folded}::uuid`, matches: () => true };
  const phone = phoneOf(text);
  if (phone) {
    const isConfirmed = Prisma.sql`${await inAnyPool()} AND u.phone_index = ${await phoneIndex(phone)}::bytea`;
    return {
      condition: Prisma.sql`((${isConfirmed}) OR u.search_tokens @> ARRAY[${await phoneToken(phone)}::int])`,
      matches: (user) => user.phone === phone,
    };
  }
  const owner = isAddress(folded) ? Prisma.sql`${await inAnyPool()} AND u.email_index = ${await emailIndex(text)}::bytea` : null;
  if (owner && (await isAnybodys(owner))) return { condition: owner, matches: () => true };
  const words = folded.split(' ');
  const tokens = await fragmentTokens(words);
  return {
    condition: Prisma.sql`u.search_tokens @> ${tokens}::int[]`,
    byTrigrams: true,
    matches: ({ email, name, firstName, lastName, username }) => {
      const texts = [email, name, firstName, lastName, username];
      return words.every((word) => hasFragment(texts, word));
    },
  };
}
