import { findAccountById } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { verifyPassword } from '#lib/passwords/verify-password.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { clearAttempts, findKnownDevice, reserveAttempt } from './attempts.ts';

type Field = 'password' | 'current_password';

/**
 * Checks the password of somebody who is signed in, with the same counters as signing in: a stolen session must not
 * become a way to guess it. INVALID_CREDENTIALS, which names the form's field, or ACCOUNT_LOCKED after five failures.
 */
export async function checkOwnPassword(actor: Actor, password: string, field: Field, caller: Caller): Promise<void> {
  const { user, dataKey } = actor;
  const about = { subjectId: user.id, subjectKey: dataKey, caller };
  const refuse = (reason: string) => recordEvent(db(), { action: 'step_up.failed', result: 'failure', reason, actorId: user.id, ...about });
  const account = await findAccountById(user.id);
  const device = await findKnownDevice(user.id, caller.deviceToken);
  const reservation = await reserveAttempt(user, device);
  if (!reservation.granted) {
    const { retryAfterSeconds } = reservation;
    await refuse('locked');
    throw new ServiceError('ACCOUNT_LOCKED', { retryAfterSeconds, details: { retry_after: retryAfterSeconds } });
  }
  if (account && (await verifyPassword(account, password, caller))) return clearAttempts(user.id, device);
  if (reservation.last)
    await recordEvent(db(), { action: 'user.locked', result: 'success', reason: device ? 'device' : 'account', ...about });
  await refuse('wrong_password');
  throw new ServiceError('INVALID_CREDENTIALS', {
    message: 'The password is wrong.',
    details: { fields: [{ path: field, code: 'wrong', message: 'The password is wrong.' }] },
  });
}
