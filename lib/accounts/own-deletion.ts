import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { keepOwners } from '#lib/organizations/last-owner.ts';
import { keepSuperAdmin } from '#lib/roles/last-admin.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts';
import { findAccountById } from './find-user.ts';
import { newEraseAt } from './new-erase-at.ts';

export type ScheduledDeletion = { status: 'deletion_scheduled'; erase_at: string };

/**
 * Schedules the erasure of somebody's own account and signs them out everywhere. Until then nothing is lost: signing in
 * takes it back. LAST_ADMIN, LAST_OWNER; CONFLICT for who is not active any more.
 */
export async function scheduleOwnDeletion({ user, dataKey }: Actor, caller: Caller): Promise<ScheduledDeletion> {
  const eraseAt = await newEraseAt();
  const userId = user.id;
  await inTransaction(async (transaction) => {
    // In the order of `manageUser`: the row, then the lock of the super admins.
    await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
    await keepSuperAdmin(transaction, userId);
    await keepOwners(transaction, userId);
    const { count } = await transaction.user.updateMany({
      where: { id: userId, status: 'active' },
      data: { status: 'deletion_scheduled', eraseAt, updatedAt: new Date() },
    });
    if (count === 0) throw new ServiceError('CONFLICT', { message: 'This account is not active any more.' });
    await revokeSessions(transaction, { userId }, 'deleted');
    // Whoever stole the session must not void the owner's ways back with it.
    await voidTokens(transaction, userId, { except: ['email_revert', 'recovery_cancel', 'not_me'] });
    await recordEvent(transaction, {
      action: 'user.deletion_scheduled',
      result: 'success',
      actorId: userId,
      subjectId: userId,
      subjectKey: dataKey,
      target: { type: 'user', id: userId },
      changes: { erase_at: { before: null, after: eraseAt.toISOString() } },
      caller,
    });
    const message = { template: 'deletion_scheduled', at: eraseAt.toISOString(), link: `${env().APP_URL}/login` } as const;
    await queueMail(transaction, { userId, dataKey, locale: user.locale, message });
  });
  return { status: 'deletion_scheduled', erase_at: eraseAt.toISOString() };
}

/**
 * Takes it back for somebody who has just proved who they are; false where there is nothing to take back: the time is
 * over, or an administrator deleted them.
 */
export function cancelOwnDeletion(userId: string, dataKey: Uint8Array, caller: Caller): Promise<boolean> {
  return inTransaction(async (transaction) => {
    const now = new Date();
    const { count } = await transaction.user.updateMany({
      where: { id: userId, status: 'deletion_scheduled', deletedAt: null, eraseAt: { gt: now } },
      data: { status: 'active', eraseAt: null, updatedAt: now },
    });
    if (count === 0) return false;
    await recordEvent(transaction, {
      action: 'user.deletion_cancelled',
      result: 'success',
      actorId: userId,
      subjectId: userId,
      subjectKey: dataKey,
      target: { type: 'user', id: userId },
      caller,
    });
    const account = await findAccountById(userId, transaction);
    const message = { template: 'deletion_cancelled', notMeLink: await issueNotMeLink(transaction, userId) } as const;
    await queueMail(transaction, { userId, dataKey, locale: account?.locale ?? 'en', message });
    return true;
  });
}
