import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { Access } from '#lib/contracts/endpoint.ts';
import { db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { freshUntil, listStepUpMethods } from '#lib/sign-in/step-up.ts';

/** True when one of the roles held right now carries the permission. */
export function holdsPermission(actor: Pick<Actor, 'permissions'>, permission: Permission): boolean {
  return actor.permissions.includes(permission);
}

/** Records that somebody signed in tried what their roles do not allow. */
export function recordDenial(actor: Actor, permission: Permission, caller: Caller): Promise<void> {
  const { user, dataKey } = actor;
  return recordEvent(db(), {
    action: 'permission.denied',
    result: 'denied',
    reason: permission,
    actorId: user.id,
    subjectId: user.id,
    subjectKey: dataKey,
    caller,
  });
}

/** Lets a caller through or throws: UNAUTHENTICATED for nobody, FORBIDDEN naming the permission that is missing. */
export async function checkAccess(access: Access, actor: Actor | null, failure: ServiceError | null, caller: Caller): Promise<void> {
  if ('anyone' in access) return;
  if (!actor) throw failure ?? new ServiceError('UNAUTHENTICATED');
  checkEnrolment(access, actor);
  if ('user' in access || holdsPermission(actor, access.permission)) return checkStepUp(access, actor);
  await recordDenial(actor, access.permission, caller);
  throw new ServiceError('FORBIDDEN', {
    message: `This needs the permission ${access.permission}.`,
    details: { permission: access.permission },
  });
}

/** Whoever must have a second factor and has none may set one up and sign out; with a password alone nothing else is open. */
function checkEnrolment(access: Access, actor: Actor): void {
  if (actor.factorRequirement.status !== 'overdue' || ('duringEnrolment' in access && access.duringEnrolment)) return;
  throw new ServiceError('SECOND_FACTOR_ENROLMENT_REQUIRED', { details: { enrol_at: `${env().APP_URL}/second-factor` } });
}

/** A session that was left open, or stolen, must not be enough for what changes how people get in. */
async function checkStepUp(access: Access, actor: Actor): Promise<void> {
  if (!('stepUp' in access) || !access.stepUp || freshUntil(actor)) return;
  throw new ServiceError('STEP_UP_REQUIRED', { details: { methods: await listStepUpMethods(actor.user.id) } });
}
