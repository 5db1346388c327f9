import { type Database, db } from '#lib/db/client.ts';
import { openPersonalData } from './personal-data.ts';

/** Where codes can be sent to: confirmed places only. */
export type Contact = { email: string | null; phone: string | null };

/** The confirmed address and number of a user. */
export async function findContact(user: { id: string; dataKey: Uint8Array }, database: Database = db()): Promise<Contact> {
  const row = await database.user.findFirst({
    where: { id: user.id, deletedAt: null },
    select: { emailSealed: true, emailVerifiedAt: true, phoneSealed: true, phoneVerifiedAt: true },
  });
  if (!row) return { email: null, phone: null };
  const { email, phone } = openPersonalData(user.dataKey, user.id, {
    emailSealed: row.emailVerifiedAt && row.emailSealed,
    phoneSealed: row.phoneVerifiedAt && row.phoneSealed,
    nameSealed: null,
    firstNameSealed: null,
    lastNameSealed: null,
  });
  return { email, phone };
}
