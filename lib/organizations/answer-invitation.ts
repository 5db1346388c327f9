import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { OwnInvitationShape } from '#lib/contracts/organization-invitations.ts';
import type { OwnOrganizationShape } from '#lib/contracts/organizations.ts';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { equalBytes, sha256 } from '#lib/crypto/hash.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import type { Invitation } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { alreadyMember, putMember } from './change-members.ts';
import { takeActiveOrganization } from './find-organization.ts';
import { holdOwners } from './last-owner.ts';
import { presentHeld } from './list-organizations.ts';
import { recordChange } from './record-change.ts';

/** Open, in an organization that people can join. */
function live() {
  return { acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() }, organization: { status: 'active' } } as const;
}

/** The index of somebody's address, once it is confirmed to be theirs; null before. */
async function provedIndex({ user }: Actor): Promise<Uint8Array<ArrayBuffer> | null> {
  return user.email && user.emailVerifiedAt ? emailIndex(user.email) : null;
}

/** The same, in an organization of the actor's pool: the address is somebody else's in every other. */
function liveFor({ user }: Actor) {
  return { ...live(), organization: { status: 'active', pool: user.pool } } as const;
}

/** Whether an invitation went to the actor. */
async function isTo(actor: Actor, row: Invitation & { organization: { pool: string } }): Promise<boolean> {
  const index = row.organization.pool === actor.user.pool ? await provedIndex(actor) : null;
  return index !== null && equalBytes(index, row.emailIndex);
}

/**
 * Makes the actor what the invitation says, once: of any number of tries one succeeds. CONFLICT for who is a member
 * already; null when it is not open any more.
 */
async function accept(actor: Actor, { id, organizationId, role }: Invitation, caller: Caller): Promise<OwnOrganizationShape | null> {
  const userId = actor.user.id;
  return inTransaction(async (transaction) => {
    await holdOwners(transaction);
    const organization = await takeActiveOrganization(transaction, organizationId);
    const { organization: _, ...open } = live();
    const { count } = await transaction.invitation.updateMany({ where: { id, ...open }, data: { acceptedAt: new Date() } });
    if (count === 0) return null;
    if (!(await putMember(transaction, { organizationId, userId, role }))) throw alreadyMember();
    const work = { principal: actor, organizationId, caller };
    const changes = { role: { before: null, after: role } };
    await recordChange(transaction, work, {
      action: 'invitation.accepted',
      changes,
      target: { type: 'invitation', id },
      subjectId: userId,
    });
    return presentHeld({ ...organization, organizationId, role, since: new Date() });
  });
}

async function refuse(actor: Actor, reason: string, error: ServiceError, caller: Caller): Promise<never> {
  const about = { actorId: actor.user.id, subjectId: actor.user.id, subjectKey: actor.dataKey, caller };
  await recordEvent(db(), { action: 'invitation.refused', result: 'failure', reason, ...about });
  throw error;
}

/** What a link in a mail invites to, for the page that asks whether to accept; null where it is not good (any more). */
export async function readInvitation(
  secret: string,
  actor: Actor,
): Promise<{ organization: string; role: Invitation['role']; isMine: boolean } | null> {
  const row = await db().invitation.findFirst({ where: { tokenHash: sha256(secret), ...live() }, include: { organization: true } });
  return row && { organization: row.organization.name, role: row.role, isMine: await isTo(actor, row) };
}

/**
 * Accepts by the link in the mail. INVALID_TOKEN for one that is not good (any more); FORBIDDEN for whoever has not
 * confirmed the address it went to; CONFLICT for a member.
 */
export async function acceptInvitation(actor: Actor, secret: string, caller: Caller): Promise<OwnOrganizationShape> {
  const row = await db().invitation.findFirst({ where: { tokenHash: sha256(secret), ...live() }, include: { organization: true } });
  if (!row) return refuse(actor, 'invalid_token', new ServiceError('INVALID_TOKEN'), caller);
  if (!(await isTo(actor, row))) {
    const message = 'This invitation went to another address. Sign in with the account that has it.';
    const error = new ServiceError('FORBIDDEN', { message, details: { reason: 'other_address' } });
    return refuse(actor, 'other_address', error, caller);
  }
  return (await accept(actor, row, caller)) ?? refuse(actor, 'invalid_token', new ServiceError('INVALID_TOKEN'), caller);
}

/** Invitations to the actor's confirmed address, newest first. */
export async function listOwnInvitations(actor: Actor): Promise<OwnInvitationShape[]> {
  const index = await provedIndex(actor);
  if (!index) return [];
  const rows = await db().invitation.findMany({
    where: { emailIndex: index, ...liveFor(actor) },
    include: { organization: { select: { id: true, name: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 50,
  });
  return rows.map(({ id, organization, role, createdAt, expiresAt }) => ({
    id,
    organization,
    role,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  }));
}

async function getOwn(actor: Actor, id: string): Promise<Invitation> {
  const index = await provedIndex(actor);
  const row = index && (await db().invitation.findFirst({ where: { id, emailIndex: index, ...liveFor(actor) } }));
  if (!row) throw new ServiceError('NOT_FOUND');
  return row;
}

/** Accepts an invitation to one's confirmed address. NOT_FOUND, CONFLICT for a member. */
export async function acceptOwnInvitation(actor: Actor, id: string, caller: Caller): Promise<OwnOrganizationShape> {
  const accepted = await accept(actor, await getOwn(actor, id), caller);
  if (!accepted) throw new ServiceError('NOT_FOUND');
  return accepted;
}

/** Declines an invitation to one's confirmed address: its link is void. NOT_FOUND. */
export async function declineOwnInvitation(actor: Actor, id: string, caller: Caller): Promise<void> {
  const { organizationId, role } = await getOwn(actor, id);
  await inTransaction(async (transaction) => {
    const { count } = await transaction.invitation.updateMany({
      where: { id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    const work = { principal: actor, organizationId, caller };
    const changes = { role: { before: role, after: null } };
    await recordChange(transaction, work, {
      action: 'invitation.declined',
      changes,
      target: { type: 'invitation', id },
      subjectId: actor.user.id,
    });
  });
}
