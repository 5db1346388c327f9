import { db } from '#lib/db/client.ts';

/** How many active accounts have no second factor, and how many no passkey as one: whom a policy would affect. */
export async function countUnprotected(): Promise<{ withoutFactor: number; withoutPasskey: number }> {
  const [row] = await db().$queryRaw<{ withoutFactor: number; withoutPasskey: number }[]>`
    SELECT count(*) FILTER (WHERE methods = '{}')::int AS "withoutFactor",
      count(*) FILTER (WHERE NOT 'passkey' = ANY(methods))::int AS "withoutPasskey"
    FROM (SELECT ARRAY(SELECT f.method::text FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS methods
      FROM "user" u WHERE u.status = 'active' AND u.deleted_at IS NULL) AS accounts`;
  return row ?? { withoutFactor: 0, withoutPasskey: 0 };
}
