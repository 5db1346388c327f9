import { randomInt } from 'node:crypto';
import { type Database, db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { slowHash, verifySlowHash } from '#lib/passwords/slow-hash.ts';

const count = 10;
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

type BackupCodeSet = { codes: string[]; hashes: string[] };

function randomLetters(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

/** Ten codes such as `3kd7f-m2x9q` (about 44 random bits) with their slow hashes. The first character names the slot. */
export async function makeBackupCodes(): Promise<BackupCodeSet> {
  const codes = Array.from({ length: count }, (_, slot) => `${slot}${randomLetters(4)}-${randomLetters(5)}`);
  const hashes: string[] = [];
  // One after another: ten at once would take ten places in the queue that sign-ins wait in.
  for (const code of codes) hashes.push(await slowHash(code));
  return { codes, hashes };
}

/** Puts a new set in the place of the old one, which is void. */
export async function storeBackupCodes(transaction: Transaction, userId: string, { hashes }: BackupCodeSet): Promise<void> {
  await transaction.backupCode.deleteMany({ where: { userId } });
  await transaction.backupCode.createMany({ data: hashes.map((codeHash, slot) => ({ id: uuidv7(), userId, slot, codeHash })) });
}

/** How many codes of the set are left. */
export function countBackupCodes(userId: string, database: Database = db()): Promise<number> {
  return database.backupCode.count({ where: { userId, usedAt: null } });
}

type Owner = { id: string; dataKey: Uint8Array; locale: string };

/** Uses a code up, by one conditional update, and tells the owner; false for a wrong or used one. The same slow work is done either way. */
export async function consumeBackupCode({ id: userId, dataKey, locale }: Owner, typed: string): Promise<boolean> {
  const code = typed.toLowerCase().replace(/[\s-]/g, '');
  const slot = Number(code[0]);
  const row = Number.isInteger(slot)
    ? await db().backupCode.findFirst({ where: { userId, slot, usedAt: null }, select: { id: true, codeHash: true } })
    : null;
  if (!(await verifySlowHash(row?.codeHash ?? null, `${code.slice(0, 5)}-${code.slice(5)}`)) || !row) return false;
  return inTransaction(async (transaction) => {
    const { count: used } = await transaction.backupCode.updateMany({ where: { id: row.id, usedAt: null }, data: { usedAt: new Date() } });
    if (used === 0) return false;
    const [left, notMeLink] = [await countBackupCodes(userId, transaction), await issueNotMeLink(transaction, userId)];
    await queueMail(transaction, { userId, dataKey, locale, message: { template: 'backup_code_used', left, notMeLink } });
    return true;
  });
}
