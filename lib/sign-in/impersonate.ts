import type { Caller } from '#lib/audit/caller.ts';
import { inTransaction, runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import type { IssuedSession } from '#lib/sessions/issue-session.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import type { ManagedUser } from '#lib/users/find-managed-user.ts';
import { requireManaged, takeUser } from '#lib/users/manage-user.ts';
import { completeImpersonation } from './complete-sign-in.ts';

type OwnSession = { expiresAt: Date; lastSeenAt: Date; idleSeconds: number | null };

/**
 * Locks the administrator's own session, so that two at once cannot both begin, and answers for how many seconds it counts
 * from now on. It is not prolonged by what is done as somebody else: both end with it.
 */
async function takeOwnSession(transaction: Transaction, actor: Actor): Promise<number> {
  const [own] = await runStatement<OwnSession>(
    transaction,
    Prisma.sql`
      UPDATE session SET last_seen_at = now() WHERE id = ${actor.session.id}::uuid AND revoked_at IS NULL
      RETURNING expires_at AS "expiresAt", last_seen_at AS "lastSeenAt", idle_seconds AS "idleSeconds"`,
  );
  if (!own) throw new ServiceError('TOKEN_REVOKED');
  const begun = { impersonatorSessionId: actor.session.id, revokedAt: null, expiresAt: { gt: new Date() } };
  if ((await transaction.session.count({ where: begun })) > 0)
    throw new ServiceError('CONFLICT', { message: 'You act as somebody already. Stop that first.' });
  const ends = [own.expiresAt.getTime(), ...(own.idleSeconds === null ? [] : [own.lastSeenAt.getTime() + own.idleSeconds * 1000])];
  return Math.floor((Math.min(...ends) - Date.now()) / 1000);
}

function refuseInactive({ user }: ManagedUser): void {
  if (user.status !== 'active') throw new ServiceError('CONFLICT', { message: 'This user is not active.' });
}

export type ImpersonationRequest = {
  actor: Actor;
  userId: string;
  kind: 'browser' | 'api';
  reason: string;
  minutes: number;
  caller: Caller;
};

/**
 * Lets an administrator act as somebody of a lower rank, and tells that person. NOT_FOUND; FORBIDDEN for themselves and for
 * an equal or higher rank; CONFLICT for who is not active, and for who acts as somebody already.
 */
export async function startImpersonation(request: ImpersonationRequest): Promise<{ session: IssuedSession; actor: Actor }> {
  const { actor, userId, kind, reason, minutes, caller } = request;
  const judged = await requireManaged({ principal: actor, permission: 'admin.users.impersonate', userId, caller });
  refuseInactive(judged);
  const { impersonation } = await readSettings();
  return inTransaction(async (transaction) => {
    const ownSeconds = await takeOwnSession(transaction, actor);
    const target = await takeUser(transaction, judged);
    refuseInactive(target);
    const { user, dataKey } = target;
    const seconds = Math.min(minutes * 60, lifetimes.impersonation, ownSeconds);
    const begun = await completeImpersonation(transaction, { by: actor, user: { id: user.id, dataKey }, kind, reason, seconds, caller });
    if (impersonation.tell_user) {
      const message = { template: 'impersonated', link: `${env().APP_URL}/security/activity` } as const;
      await queueMail(transaction, { userId: user.id, dataKey, locale: user.locale, message });
    }
    return begun;
  });
}
