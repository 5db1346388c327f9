import { emailIndex, normalizeEmail } from '#lib/crypto/blind-index.ts';
import { createDataKey } from '#lib/crypto/data-keys.ts';
import type { Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { SystemRoleName } from '#lib/roles/catalogue.ts';
import { grantSystemRole } from '#lib/roles/grant-role.ts';
import { sealPersonalData } from './personal-data.ts';
import { searchTokensOf } from './search-tokens-of.ts';

export type NewUser = {
  pool: string;
  email: string;
  emailVerified: boolean;
  name?: string | null;
  username?: string | null;
  /** E.164. Kept unconfirmed and without an index: it signs nobody in and blocks nobody until its owner confirms it. */
  phone?: string | null | undefined;
  passwordHash: string | null;
  locale?: string;
  role: SystemRoleName;
};

/** Writes a user with its data key and role. Null when the address is taken in this pool, or the pool is gone; a taken username rises as a unique violation. */
export async function createUser(transaction: Transaction, user: NewUser): Promise<{ id: string; dataKey: Buffer } | null> {
  const id = uuidv7();
  const email = normalizeEmail(user.email);
  const index = await emailIndex(email);
  // The row first, without its sealed part: if somebody else has the address, no key is made for nobody.
  // A pool that is being deleted at this moment is waited for, and then has nobody new.
  const inserted = await transaction.$executeRaw`
    INSERT INTO "user" (id, pool, email_index, status, search_tokens)
    SELECT ${id}::uuid, p.name, ${index}, 'pending', '{}' FROM user_pool p WHERE p.name = ${user.pool} FOR KEY SHARE
    ON CONFLICT (pool, email_index) DO NOTHING`;
  if (inserted === 0) return null;
  const dataKey = await createDataKey(transaction, id);
  const now = new Date();
  await transaction.user.update({
    where: { id },
    data: {
      ...sealPersonalData(dataKey, id, { email, ...(user.name && { name: user.name }), ...(user.phone && { phone: user.phone }) }),
      status: user.emailVerified ? 'active' : 'pending',
      emailVerifiedAt: user.emailVerified ? now : null,
      username: user.username ?? null,
      usernameIndex: user.username?.toLowerCase() ?? null,
      passwordHash: user.passwordHash,
      passwordChangedAt: user.passwordHash ? now : null,
      searchTokens: await searchTokensOf({ ...user, email, phone: user.phone ?? null }),
      ...(user.locale && { locale: user.locale }),
    },
    select: { id: true },
  });
  await grantSystemRole(transaction, id, user.role);
  return { id, dataKey };
}
