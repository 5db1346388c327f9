import { type Principal, principalId } from '#lib/sessions/actor.ts';
import { type Decision, type DecisionActor, decide, type Resource } from './decide.ts';

/** A caller as decisions see one. */
export function decisionActor(principal: Principal): DecisionActor {
  const isOverdue = 'user' in principal && principal.factorRequirement.status === 'overdue';
  return {
    id: principalId(principal),
    grants: principal.grants,
    scopes: principal.scopes,
    closed: isOverdue ? 'second_factor_overdue' : null,
  };
}

/** What the caller may do (to something) right now, and why. */
export function decideFor(principal: Principal, permission: string, resource: Resource | null = null): Decision {
  return decide(decisionActor(principal), permission, resource, new Date());
}

/** Whether the caller may do it right now, for what is only shown to those who may. */
export function isAllowed(principal: Principal, permission: string, resource: Resource | null = null): boolean {
  return decideFor(principal, permission, resource).allowed;
}
