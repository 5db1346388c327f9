import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { createLink, type NewLink } from './create-link.ts';
import { nameProvider } from './name-provider.ts';

export type ConnectOutcome = 'connected' | 'already_connected' | 'identity_taken';

/**
 * Links an identity that was just proved to somebody who is signed in, and tells them by mail. One that another account
 * has stays there; the same again changes nothing. Call it with the transaction that uses up what permits the link.
 */
export async function connectIdentity(
  transaction: Transaction,
  actor: Actor,
  link: NewLink,
  reason: string,
  caller: Caller,
): Promise<ConnectOutcome> {
  const { user, dataKey } = actor;
  const about = { actorId: user.id, subjectId: user.id, subjectKey: dataKey, caller } as const;
  const id = await createLink(transaction, { id: user.id, pool: user.pool, dataKey }, link, { used: false });
  if (!id) {
    const { provider, providerAccountId } = link;
    const holder = await transaction.account.findUnique({
      where: { pool_provider_providerAccountId: { pool: user.pool, provider, providerAccountId } },
      select: { userId: true },
    });
    if (holder?.userId === user.id) return 'already_connected';
    await recordEvent(transaction, { action: 'connection.denied', result: 'denied', reason: `${reason}:identity_taken`, ...about });
    return 'identity_taken';
  }
  const target = { type: 'connection', id };
  await recordEvent(transaction, { action: 'connection.created', result: 'success', reason, target, ...about });
  await queueMail(transaction, {
    userId: user.id,
    dataKey,
    locale: user.locale,
    message: {
      template: 'connection_added',
      provider: nameProvider(link.provider).label,
      notMeLink: await issueNotMeLink(transaction, user.id),
    },
  });
  return 'connected';
}
