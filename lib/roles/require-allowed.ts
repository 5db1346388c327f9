import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import type { Permission } from './catalogue.ts';
import type { Because, Decision, Resource } from './decide.ts';
import { decideFor } from './decide-for.ts';
import { type DenialTarget, recordDenial } from './record-denial.ts';

/** One sentence about a refusal, for people who read answers. Programs read `details.because`. */
function messageOf(refusal: Because | undefined, permission: Permission): string {
  switch (refusal?.reason) {
    case 'system_role':
      return 'Every installation has this role as it is. Make one of your own.';
    case 'self':
      return 'Nobody does this to themselves.';
    case 'rank':
      return 'This needs a higher rank than yours.';
    case 'not_held':
      return `You do not hold ${refusal.permissions.join(', ')} yourself.`;
    default:
      return `This needs the permission ${permission}.`;
  }
}

/** What stands in the way although the permission is held, or null where it is the permission that is missing. */
function obstacleOf(refusal: Because | undefined): 'system_role' | 'self' | 'rank' | 'not_held' | null {
  const obstacles = ['system_role', 'self', 'rank', 'not_held'] as const;
  return obstacles.find((reason) => reason === refusal?.reason) ?? null;
}

/** FORBIDDEN for a decision against somebody, as every refusal of this kind is answered. */
export function refusalOf({ because }: Decision, permission: Permission): ServiceError {
  const [first] = because;
  const obstacle = obstacleOf(first);
  return new ServiceError('FORBIDDEN', {
    message: messageOf(first, permission),
    details: { permission: missingOf(first, permission), ...(obstacle && { reason: obstacle, because }) },
  });
}

/** Which permission somebody would have needed. */
function missingOf(refusal: Because | undefined, permission: Permission): string {
  return (refusal?.reason === 'not_held' ? refusal.permissions[0] : undefined) ?? permission;
}

/** Lets the caller go on, or throws FORBIDDEN with the reasons and notes the try in the trail. */
export async function requireAllowed(
  principal: Principal,
  permission: Permission,
  resource: Resource | null,
  { caller, target }: { caller: Caller; target?: DenialTarget },
): Promise<void> {
  const decision = decideFor(principal, permission, resource);
  if (decision.allowed) return;
  const [first] = decision.because;
  const obstacle = obstacleOf(first);
  const reason = obstacle === null || obstacle === 'not_held' ? missingOf(first, permission) : obstacle;
  await recordDenial(principal, reason, caller, target);
  throw refusalOf(decision, permission);
}
