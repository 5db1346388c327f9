import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { Transaction } from '#lib/db/client.ts';
import { voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { endAccess } from './end-access.ts';
import { withoutPhone } from './without-phone.ts';

type Claim = {
  userId: string;
  dataKey: Uint8Array;
  /** True: the password of whoever registered goes in any case. False: only if two of them differed. */
  dropPassword: boolean;
  caller: Caller;
};

type Row = { emailVerifiedAt: Date | null; contested: boolean; hasPassword: boolean; hasPhone: boolean };

/**
 * To be called where somebody proves an address, before it counts as confirmed: takes from the account whatever a
 * stranger could have put there while it was nobody's, so that it opens to the mailbox's owner alone. A session made
 * back then would come alive with the account. Does nothing once the address is confirmed. Answers whether the password
 * is gone.
 */
export async function removeSquatter(transaction: Transaction, { userId, dataKey, dropPassword, caller }: Claim): Promise<boolean> {
  // Locked: a second registration must not slip in between the look and the confirmation.
  const [user] = await transaction.$queryRaw<Row[]>`
    SELECT email_verified_at AS "emailVerifiedAt", registration_contested AS contested, password_hash IS NOT NULL AS "hasPassword",
      phone_verified_at IS NOT NULL AS "hasPhone"
    FROM "user" WHERE id = ${userId}::uuid FOR UPDATE`;
  if (!user || user.emailVerifiedAt) return false;
  const where = { userId };
  const takesPassword = dropPassword || user.contested;
  const ended = await endAccess(transaction, userId, 'address_proved');
  const removed = [
    ended.sessions,
    ended.trustedDevices,
    (await transaction.account.deleteMany({ where })).count,
    (await transaction.passkey.deleteMany({ where })).count,
    (await transaction.factor.deleteMany({ where })).count,
    (await transaction.backupCode.deleteMany({ where })).count,
  ];
  // Changes that were begun and not confirmed. A link to choose a password went to the mailbox that is proved now.
  await voidTokens(transaction, userId, { except: ['password_reset'] });
  const takesPhone = takesPassword || user.hasPhone;
  if (takesPassword) await transaction.passwordHistory.deleteMany({ where });
  await transaction.user.update({
    where: { id: userId },
    data: {
      registrationContested: false,
      factorFailures: 0,
      ...(takesPassword && { passwordHash: null, passwordChangedAt: null }),
      ...(takesPhone && (await withoutPhone(transaction, { id: userId, dataKey }))),
    },
    select: { id: true },
  });
  const passwordGone = takesPassword && user.hasPassword;
  if (passwordGone || user.hasPhone || removed.some((count) => count > 0)) {
    const about = { actorId: userId, subjectId: userId, subjectKey: dataKey, caller };
    await recordEvent(transaction, { action: 'credentials.removed', result: 'success', reason: 'address_proved', ...about });
  }
  return passwordGone;
}
