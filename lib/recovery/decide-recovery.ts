import { findPeople } from '#lib/accounts/find-people.ts';
import { findAccountById } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import type { Actor, Principal } from '#lib/sessions/actor.ts';
import { tellOwner, voidRecoveryLinks } from './recovery-request.ts';

const listed = 200;

const deciding = 'admin.users.write';

export type ListedRecovery = {
  id: string;
  user: { id: string; email: string | null; name: string | null };
  requested_at: string;
  available_at: string;
  expires_at: string;
  approved_at: string | null;
  may_decide: boolean;
};

/** Every recovery under way, the oldest first. */
export async function listRecoveryRequests(principal: Principal): Promise<ListedRecovery[]> {
  const rows = await db().recoveryRequest.findMany({
    where: { endedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'asc' },
    take: listed,
  });
  const userIds = rows.map(({ userId }) => userId);
  const [people, ranks] = await Promise.all([findPeople(userIds), findRanks(db(), userIds)]);
  return rows.map((row) => {
    const person = people.get(row.userId);
    return {
      id: row.id,
      user: { id: row.userId, email: person?.email ?? null, name: person?.name ?? null },
      requested_at: row.createdAt.toISOString(),
      available_at: row.availableAt.toISOString(),
      expires_at: row.expiresAt.toISOString(),
      approved_at: row.approvedAt?.toISOString() ?? null,
      may_decide: isAllowed(principal, deciding, { userId: row.userId, rank: ranks.get(row.userId) }),
    };
  });
}

export type RecoveryDecision = { id: string; decision: 'approve' | 'deny'; reason: string };

/**
 * Ends the waiting period of a recovery, or the recovery. The owner is told either way. NOT_FOUND when it is not open;
 * FORBIDDEN for oneself and for an equal or higher rank; CONFLICT when it was approved already.
 */
export async function decideRecovery(actor: Actor, { id, decision, reason }: RecoveryDecision, caller: Caller): Promise<void> {
  const open = { id, endedAt: null, expiresAt: { gt: new Date() } };
  const found = await db().recoveryRequest.findFirst({ where: open, select: { userId: true } });
  const owner = found && (await findAccountById(found.userId));
  if (!owner) throw new ServiceError('NOT_FOUND');
  const about = {
    actorId: actor.user.id,
    subjectId: owner.id,
    subjectKey: owner.dataKey,
    target: { type: 'recovery_request', id },
    caller,
  };
  const rank = (await findRanks(db(), [owner.id])).get(owner.id);
  await requireAllowed(actor, deciding, { userId: owner.id, rank }, { caller, target: { type: 'user', id: owner.id } });
  const now = new Date();
  await inTransaction(async (transaction) => {
    const decided = decision === 'approve' ? { approvedAt: now, lastNoticeAt: now } : ({ endedAt: now, outcome: 'denied' } as const);
    const { count } = await transaction.recoveryRequest.updateMany({
      where: { ...open, ...(decision === 'approve' && { approvedAt: null }) },
      data: { ...decided, decidedById: actor.user.id },
    });
    if (count === 0) throw new ServiceError('CONFLICT', { message: 'This was decided already.' });
    await recordEvent(transaction, {
      action: decision === 'approve' ? 'recovery.approved' : 'recovery.denied',
      result: 'success',
      changes: { reason: { before: null, after: reason } },
      ...about,
    });
    if (decision === 'approve') {
      return tellOwner(transaction, owner, await transaction.recoveryRequest.findUniqueOrThrow({ where: { id } }));
    }
    await voidRecoveryLinks(transaction, owner.id);
    const message = { template: 'recovery_denied', resetLink: `${env().APP_URL}/forgot-password` } as const;
    await queueMail(transaction, { userId: owner.id, dataKey: owner.dataKey, locale: owner.locale, message });
  });
}
