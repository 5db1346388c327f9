import { readNamed } from '#app/read-named.ts';
import { type MemberShape, updateMember } from '#lib/contracts/organization-members.ts';
import { findMember } from '#lib/organizations/list-members.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The member that the address names, whom the actor may change; the 404 page otherwise. */
export function readMember(actor: Actor, params: Promise<{ organization_id: string; user_id: string }>): Promise<MemberShape> {
  return readNamed(updateMember, params, async ({ organization_id, user_id }) => {
    const member = await findMember(actor, organization_id, user_id);
    return member?.may_change ? member : null;
  });
}
