import { notFound } from 'next/navigation';
import { type MemberShape, updateMember } from '#lib/contracts/organization-members.ts';
import { findMember } from '#lib/organizations/list-members.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The member that the address names, whom the actor may change; the 404 page otherwise. */
export async function readMember(actor: Actor, params: Promise<{ organization_id: string; user_id: string }>): Promise<MemberShape> {
  const parsed = updateMember.params.safeParse(await params);
  const member = parsed.success ? await findMember(actor, parsed.data.organization_id, parsed.data.user_id) : null;
  return member?.may_change ? member : notFound();
}
