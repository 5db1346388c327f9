import { createUser } from '#lib/accounts/create-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueOneTimeToken } from '#lib/one-time-tokens/one-time-token.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { requirePool } from '#lib/pools/read-pools.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';
import { getManagedUser, presentManagedUser } from './find-managed-user.ts';

/** Mails the link with which somebody chooses their first password; an older one stops working. */
export async function mailInvitation(
  transaction: Transaction,
  { id, dataKey, locale }: { id: string; dataKey: Uint8Array; locale: string },
): Promise<void> {
  const token = await issueOneTimeToken(transaction, { purpose: 'invitation', userId: id });
  const message = { template: 'invitation', link: `${env().APP_URL}/reset-password?token=${token}` } as const;
  await queueMail(transaction, { userId: id, dataKey, locale, message });
}

/** CONFLICT that names the field whose value somebody else has. */
export function taken(field: 'email' | 'username'): ServiceError {
  const message = field === 'email' ? 'There is an account with this address.' : 'This username is taken.';
  return new ServiceError('CONFLICT', { message, details: { fields: [{ path: field, code: 'taken', message }] } });
}

export type Invitation = {
  /** Left out: the one that the request is about. */
  pool?: string | undefined;
  email: string;
  name?: string | undefined;
  username?: string | undefined;
  locale?: string | undefined;
};

/** Makes an account without a password and mails its owner the way in. CONFLICT for an address or username that is taken. */
export async function inviteUser(principal: Principal, invitation: Invitation, caller: Caller): Promise<ManagedUserShape> {
  const { email, name, username, locale = caller.locale } = invitation;
  const pool = await requirePool(invitation.pool ?? caller.pool, 'pool');
  try {
    return await inTransaction(async (transaction) => {
      const person = { pool, email, emailVerified: false, name, username, passwordHash: null, locale, role: 'user' } as const;
      const created = await createUser(transaction, { ...person, name: name ?? null, username: username ?? null });
      if (!created) throw taken('email');
      const { id, dataKey } = created;
      await mailInvitation(transaction, { id, dataKey, locale });
      await recordEvent(transaction, {
        action: 'user.invited',
        result: 'success',
        actorId: principalId(principal),
        subjectId: id,
        subjectKey: dataKey,
        target: { type: 'user', id },
        changes: {
          email: { before: null, after: email },
          ...(pool !== defaultPool && { pool: { before: null, after: pool } }),
          ...(name && { name: { before: null, after: name } }),
          ...(username && { username: { before: null, after: username } }),
        },
        caller,
      });
      return presentManagedUser(await getManagedUser(id, transaction));
    });
  } catch (error) {
    throw isUniqueViolation(error) ? taken('username') : error;
  }
}
