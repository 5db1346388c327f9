import { findAccountById } from '#lib/accounts/find-user.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { tellOwner } from './recovery-request.ts';

const hoursBetween = 24;
const batchSize = 500;

async function remind(id: string, before: Date): Promise<void> {
  await inTransaction(async (transaction) => {
    // Claimed by one update: two workers at once send one notice.
    const { count } = await transaction.recoveryRequest.updateMany({
      where: { id, endedAt: null, lastNoticeAt: { lte: before } },
      data: { lastNoticeAt: new Date() },
    });
    if (count === 0) return;
    const request = await transaction.recoveryRequest.findUniqueOrThrow({ where: { id } });
    const owner = await findAccountById(request.userId, transaction);
    if (owner) await tellOwner(transaction, owner, request);
  });
}

/** Tells everybody whose recovery is under way once a day, until it has ended. The hourly job calls it. */
export async function remindOwners(): Promise<void> {
  const before = new Date(Date.now() - hoursBetween * 3_600_000);
  const due = await db().recoveryRequest.findMany({
    where: { endedAt: null, expiresAt: { gt: new Date() }, lastNoticeAt: { lte: before } },
    select: { id: true },
    orderBy: { lastNoticeAt: 'asc' },
    take: batchSize,
  });
  for (const { id } of due) await remind(id, before);
}
