import { scheduleOwnDeletion } from '#lib/accounts/own-deletion.ts';
import { presentUser } from '#lib/accounts/present-user.ts';
import { updateProfile } from '#lib/accounts/update-profile.ts';
import { deleteMe, getMe, replaceMe, updateMe } from '#lib/contracts/users.ts';
import { ServiceError } from '#lib/errors.ts';
import { clearedSessionCookie } from '#lib/http/cookies.ts';
import { contentVersion } from '#lib/http/entity-tag.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { type EndpointInput, route } from '#lib/http/route.ts';
import type { UserActor } from '#lib/sessions/actor.ts';

function answer(actor: UserActor) {
  const data = presentUser(actor);
  return new Reply(data, { version: contentVersion(data) });
}

type Change = Pick<EndpointInput<typeof updateMe>, 'actor' | 'body' | 'context'>;

async function change({ actor, body, context }: Change) {
  const { first_name: firstName, last_name: lastName, ...rest } = body;
  const profile = { ...rest, ...(firstName !== undefined && { firstName }), ...(lastName !== undefined && { lastName }) };
  const { ifMatch, caller } = context;
  // Roles and the last sign-in are part of what the caller saw, so the version is made of all of it.
  if (ifMatch && !ifMatch.includes(contentVersion(presentUser(actor)))) throw new ServiceError('PRECONDITION_FAILED');
  return answer(await updateProfile(actor, profile, caller, { onlyUnchanged: ifMatch !== null }));
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getMe, async ({ actor }) => answer(actor)),
  PATCH: route(updateMe, change),
  PUT: route(replaceMe, change),
  DELETE: route(deleteMe, async ({ actor, context }) => {
    const scheduled = await scheduleOwnDeletion(actor, context.caller);
    return new Reply(scheduled, { cookies: context.sessionCookie ? [clearedSessionCookie()] : [] });
  }),
});
