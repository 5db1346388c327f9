import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { keepReplacedPassword } from '#lib/passwords/password-history.ts';
import { checkPasswordPolicy } from '#lib/passwords/policy.ts';
import { slowHash } from '#lib/passwords/slow-hash.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts';
import { checkOwnPassword } from './check-own-password.ts';

type PasswordChange = { currentPassword: string; newPassword: string; revokeOtherSessions: boolean };

/** Policy errors name the field of this form. */
function atNewPassword(error: unknown): unknown {
  if (!(error instanceof ServiceError) || !error.details?.fields) return error;
  const fields = error.details.fields.map((field) => ({ ...field, path: 'new_password' }));
  return new ServiceError(error.code, { message: error.message, details: { fields } });
}

/** Sets another password with the current one; trust in browsers ends, and other sessions unless asked otherwise. */
export async function changePassword(actor: Actor, change: PasswordChange, caller: Caller): Promise<{ password_changed: true }> {
  const { user, session, dataKey } = actor;
  await checkOwnPassword(actor, change.currentPassword, 'current_password', caller);
  const about = [user.email, user.name, user.firstName, user.lastName, user.username];
  const owner = { id: user.id, hasSecondFactor: user.secondFactorEnabled };
  await checkPasswordPolicy(user.pool, change.newPassword, about, owner).catch((error: unknown) => {
    throw atNewPassword(error);
  });
  const passwordHash = await slowHash(change.newPassword);
  await inTransaction(async (transaction) => {
    const now = new Date();
    await keepReplacedPassword(transaction, user.id);
    await transaction.user.update({ where: { id: user.id }, data: { passwordHash, passwordChangedAt: now }, select: { id: true } });
    await transaction.trustedDevice.deleteMany({ where: { userId: user.id } });
    await transaction.signInChallenge.updateMany({ where: { userId: user.id, consumedAt: null }, data: { consumedAt: now } });
    await voidTokens(transaction, user.id, { only: ['password_reset'] });
    if (change.revokeOtherSessions) await revokeSessions(transaction, { userId: user.id, exceptId: session.id }, 'password_changed');
    await recordEvent(transaction, {
      action: 'password.changed',
      result: 'success',
      reason: 'changed',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      caller,
    });
    await queueMail(transaction, {
      userId: user.id,
      dataKey,
      locale: user.locale,
      message: { template: 'password_changed', notMeLink: await issueNotMeLink(transaction, user.id) },
    });
  });
  return { password_changed: true };
}
