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

/** What the trail says: which permission was missing, or what else stood in the way. */
function denialReason(refusal: Because | undefined, permission: Permission): string {
  if (refusal?.reason === 'not_held') return refusal.permissions[0] ?? permission;
  return refusal?.reason === 'self' || refusal?.reason === 'rank' ? refusal.reason : permission;
}

/** FORBIDDEN for a decision against somebody, as every refusal of this kind is answered. */
function refusalOf({ because }: Decision, permission: Permission): ServiceError {
  const [first] = because;
  const isMissing = first?.reason !== 'self' && first?.reason !== 'rank' && first?.reason !== 'not_held';
  return new ServiceError('FORBIDDEN', {
    message: messageOf(first, permission),
    details: {
      permission: first?.reason === 'not_held' ? (first.permissions[0] ?? permission) : permission,
      ...(!isMissing && { reason: first.reason, because }),
    },
  });
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
  await recordDenial(principal, denialReason(decision.because[0], permission), caller, target);
  throw refusalOf(decision, permission);
}
