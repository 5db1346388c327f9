import { randomInt } from 'node:crypto';
import { db, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
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
export function countBackupCodes(userId: string): Promise<number> {
  return db().backupCode.count({ where: { userId, usedAt: null } });
}

/** Uses a code up, by one conditional update; false for a wrong or used one. The same slow work is done either way. */
export async function consumeBackupCode(userId: string, typed: string): Promise<boolean> {
  const code = typed.toLowerCase().replace(/[\s-]/g, '');
  const slot = Number(code[0]);
  const row = Number.isInteger(slot)
    ? await db().backupCode.findFirst({ where: { userId, slot, usedAt: null }, select: { id: true, codeHash: true } })
    : null;
  if (!(await verifySlowHash(row?.codeHash ?? null, `${code.slice(0, 5)}-${code.slice(5)}`)) || !row) return false;
  const { count: used } = await db().backupCode.updateMany({ where: { id: row.id, usedAt: null }, data: { usedAt: new Date() } });
  return used === 1;
}
