import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { recordDenial } from './record-denial.ts';

/** FORBIDDEN, with an event, for what is the user's own business: an administrator acts as them. */
export async function refuseImpersonation(actor: Actor, caller: Caller): Promise<never> {
  await recordDenial(actor, 'impersonating', caller);
  const message = 'Only the user can do this, and you act as them. Stop acting as them first.';
  throw new ServiceError('FORBIDDEN', { message, details: { reason: 'impersonating' } });
}
