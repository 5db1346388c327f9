import { z } from 'zod';
import { recordRefusal } from '#lib/api-keys/record-refusal.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { Access, KeyAccess } from '#lib/contracts/endpoint.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { requireAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { recordDenial } from '#lib/roles/record-denial.ts';
import { refuseImpersonation } from '#lib/roles/refuse-impersonation.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import { refuseClient } from '#lib/service-accounts/find-client.ts';
import type { Actor, KeyActor, Principal, UserActor } from '#lib/sessions/actor.ts';
import { freshUntil, listStepUpMethods, nothingLeft } from '#lib/sign-in/step-up.ts';
import type { Authentication } from './authenticate.ts';

type Restricted = Exclude<Access, { anyone: true }>;

/** Who can get through an endpoint's access, as its service sees them. */
export type AdmittedBy<A extends Access> = A extends { anyone: true }
  ? Actor | null
  : A extends { user: true }
    ? A extends KeyAccess
      ? Actor | KeyActor
      : Actor
    : A extends { stepUp: true }
      ? Actor
      : Principal;

/**
 * Lets a caller through or throws: UNAUTHENTICATED for nobody, FORBIDDEN with what is missing. What comes back is the
 * caller in the type that the contract allows, so that no service can take a key for a session.
 */
export async function checkAccess<A extends Access>(access: A, authentication: Authentication, caller: Caller): Promise<AdmittedBy<A>> {
  return (await admit(access, authentication, caller)) as AdmittedBy<A>;
}

/**
 * Where the contract asks for a permission in the organization of the path: lets a caller through who holds it there.
 * NOT_FOUND for whoever has nothing to do with that organization.
 */
export async function checkOrganization(
  access: Access,
  principal: Principal | null,
  pathParams: Record<string, string | string[] | undefined>,
  caller: Caller,
): Promise<void> {
  if (!('organization' in access) || !principal) return;
  const organizationId = z.uuid().safeParse(pathParams.organization_id).data;
  if (organizationId === undefined) throw new ServiceError('NOT_FOUND');
  await requireAllowedIn(principal, access.organization, organizationId, { caller });
}

async function admit(access: Access, authentication: Authentication, caller: Caller): Promise<Principal | null> {
  const { principal } = authentication;
  // RFC 7009 §2.1: a client that shows who it is must be who it says, also where it did not have to.
  if (!principal && authentication.refusedClient) return refuseClient(authentication.refusedClient, caller);
  // Where anyone may call, nobody is asked for a session, and neither a key nor acting as somebody means anything.
  if ('anyone' in access) return principal?.type === 'session' && !principal.impersonator ? principal : null;
  if (!principal) {
    if (authentication.refused) await recordRefusal(authentication.refused, caller);
    throw authentication.failure ?? new ServiceError('UNAUTHENTICATED');
  }
  if (principal.type === 'session') await checkImpersonation(access, principal, caller);
  if ('user' in principal) checkEnrolment(access, principal);
  if (principal.type !== 'session') await checkKey(access, principal, caller);
  if ('permission' in access) await requireAllowed(principal, access.permission, null, { caller });
  if (principal.type === 'session') await checkStepUp(access, principal);
  return principal;
}

/** Acting as somebody opens what a contract opens to it. What nobody thought of stays closed. */
async function checkImpersonation(access: Restricted, actor: Actor, caller: Caller): Promise<void> {
  if (!actor.impersonator || ('impersonated' in access && access.impersonated && !access.stepUp)) return;
  await refuseImpersonation(actor, caller);
}

/** Whoever must have a second factor and has none may set one up and sign out; with a password alone nothing else is open. */
function checkEnrolment(access: Restricted, { factorRequirement }: UserActor): void {
  if (factorRequirement.status !== 'overdue' || ('duringEnrolment' in access && access.duringEnrolment)) return;
  throw new ServiceError('SECOND_FACTOR_ENROLMENT_REQUIRED', { details: { enrol_at: `${env().APP_URL}/second-factor` } });
}

/**
 * What keys and service accounts are let into: what a permission alone opens, and of a user's own things what the
 * contract opens to keys by a scope. Nothing that asks for a fresh proof: a stolen key would be enough to stay for ever.
 */
async function checkKey(access: Restricted, principal: Exclude<Principal, Actor>, caller: Caller): Promise<void> {
  if (access.stepUp || ('user' in access && !access.apiKeys)) {
    await recordDenial(principal, 'session_required', caller);
    const message = 'API keys and service accounts cannot do this. Sign in.';
    throw new ServiceError('FORBIDDEN', { message, details: { reason: 'session_required' } });
  }
  if (!('user' in access) || !access.apiKeys) return;
  if (principal.type !== 'api_key') {
    await recordDenial(principal, 'user_required', caller);
    throw new ServiceError('FORBIDDEN', { message: 'This is for users, not for programs.', details: { reason: 'user_required' } });
  }
  if (principal.key.scopes.includes(access.apiKeys)) return;
  await recordDenial(principal, access.apiKeys, caller);
  const message = `This needs a key with the scope ${access.apiKeys}.`;
  throw new ServiceError('FORBIDDEN', { message, details: { reason: 'scope_missing', scope: access.apiKeys } });
}

/** A session that was left open, or stolen, must not be enough for what changes how people get in. */
async function checkStepUp({ stepUp }: Restricted, actor: Actor): Promise<void> {
  if (!stepUp || freshUntil(actor)) return;
  const methods = await listStepUpMethods(actor.user);
  throw new ServiceError('STEP_UP_REQUIRED', { ...(methods.length === 0 && { message: nothingLeft }), details: { methods } });
}
