import type { InvitationShape } from '#lib/contracts/organization-invitations.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import type { Invitation, Organization } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMailToAddress } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { throughSignIn } from '#lib/pools/pool-name.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import { type MemberRoleName, memberRoles } from '#lib/roles/member-roles.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { alreadyMember } from './change-members.ts';
import { dataKeyOf, takeActiveOrganization } from './find-organization.ts';
import { openSettings } from './organization-settings.ts';
import { recordChange, type Work } from './record-change.ts';
import { requireAllowedIn } from './require-allowed-in.ts';

/** So many can wait for an answer: enough for a department, too few to fill the world's mailboxes. */
const maxOpen = 200;

/** Where an invited address belongs: its AAD. */
function emailContext(id: string): string {
  return `invitation.email:${id}`;
}

/** Nobody has answered it, or taken it back. It may have expired. */
const unanswered = { acceptedAt: null, revokedAt: null } as const;

function present(row: Invitation, key: Uint8Array): InvitationShape {
  return {
    id: row.id,
    email: unseal(key, row.emailSealed, emailContext(row.id)).toString('utf8'),
    role: row.role,
    expired: row.expiresAt.getTime() <= Date.now(),
    invited_by: row.invitedById,
    created_at: row.createdAt.toISOString(),
    sent_at: row.sentAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}

/** A page of the invitations that nobody has answered, newest first. NOT_FOUND for an organization that is not there. */
export async function listInvitations(
  organizationId: string,
  options: PageOptions,
): Promise<{ invitations: InvitationShape[]; pagination: Pagination }> {
  const key = await dataKeyOf(db(), organizationId);
  const { rows, pagination } = await readPage(`invitations:${organizationId}`, options, {
    find: ({ where, ...page }) => db().invitation.findMany({ ...page, where: { organizationId, ...unanswered, ...where } }),
    count: () => db().invitation.count({ where: { organizationId, ...unanswered } }),
  });
  return { invitations: rows.map((row) => present(row, key)), pagination };
}

/** One of them; null when there is none (any more). */
export async function findInvitation(organizationId: string, id: string): Promise<InvitationShape | null> {
  const row = await db().invitation.findFirst({ where: { id, organizationId, ...unanswered } });
  return row && present(row, await dataKeyOf(db(), organizationId));
}

type Mailing = { organization: Organization; key: Uint8Array; email: string; secret: string; locale: string };

/** Nobody is looked up: whether the address has an account shows neither in the answer nor in its time. */
async function mail(transaction: Transaction, { organization, key, email, secret, locale }: Mailing): Promise<void> {
  if (!(await countRecipient(transaction, 'organization_invitation', email))) return;
  const message = {
    template: 'organization_invitation',
    organization: organization.name,
    days: openSettings(organization.settings).invitation_days,
    // To nobody whom we know: the pool is the organization's.
    link: `${env().APP_URL}${throughSignIn(`/organizations/invitation?token=${secret}`, organization.pool)}`,
  } as const;
  await queueMailToAddress(transaction, { organizationId: organization.id, dataKey: key, locale, message, to: email });
}

function expiryOf(organization: Organization): Date {
  return secondsFromNow(openSettings(organization.settings).invitation_days * 24 * 60 * 60);
}

/** The principal must be able to make somebody what the invitation makes them. */
async function requireGivable({ principal, organizationId, caller }: Work, role: MemberRoleName): Promise<void> {
  const { rank, permissions } = memberRoles[role];
  await requireAllowedIn(principal, 'organization.invitations.write', organizationId, { caller, resource: { rank, permissions } });
}

function alreadyInvited(): ServiceError {
  const message = 'An invitation to this address is open.';
  return new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'email', code: 'taken', message }] } });
}

async function requireRoom(transaction: Transaction, organizationId: string, index: Uint8Array<ArrayBuffer>): Promise<void> {
  const members = await transaction.membership.count({ where: { organizationId, user: { emailIndex: index } } });
  if (members > 0) throw alreadyMember();
  // One that has expired makes room for the next.
  const expired = { organizationId, emailIndex: index, ...unanswered, expiresAt: { lte: new Date() } };
  await transaction.invitation.updateMany({ where: expired, data: { revokedAt: new Date() } });
  const open = await transaction.invitation.count({ where: { organizationId, ...unanswered } });
  if (open >= maxOpen) throw new ServiceError('CONFLICT', { message: `At most ${maxOpen} invitations can be open at once.` });
}

/**
 * Invites whoever owns an address, with or without an account. FORBIDDEN for a role that the principal could not give;
 * CONFLICT for a member, while an invitation is open, beyond 200 of them, and in a suspended organization.
 */
export async function inviteMember(
  work: Work,
  { email, role: wanted }: { email: string; role?: MemberRoleName | undefined },
): Promise<InvitationShape> {
  const { principal, organizationId, caller } = work;
  const stored = await db().organization.findUnique({ where: { id: organizationId }, select: { settings: true } });
  const role = wanted ?? openSettings(stored?.settings).default_role;
  await requireGivable(work, role);
  const index = await emailIndex(email);
  const [id, secret] = [uuidv7(), randomToken()];
  try {
    return await inTransaction(async (transaction) => {
      const organization = await takeActiveOrganization(transaction, organizationId);
      const key = await dataKeyOf(transaction, organizationId);
      await requireRoom(transaction, organizationId, index);
      const row = await transaction.invitation.create({
        data: {
          id,
          organizationId,
          emailSealed: seal(key, email, emailContext(id)),
          emailIndex: index,
          role,
          tokenHash: sha256(secret),
          invitedById: invitedBy(principal),
          expiresAt: expiryOf(organization),
        },
      });
      await mail(transaction, { organization, key, email, secret, locale: caller.locale });
      const changes = { email: { before: null, after: email }, role: { before: null, after: role } };
      await recordChange(transaction, work, { action: 'invitation.created', changes, target: { type: 'invitation', id } });
      return present(row, key);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? alreadyInvited() : error;
  }
}

function invitedBy(principal: Principal): string | null {
  return 'user' in principal ? principal.user.id : null;
}

/** An invitation that nobody has answered. NOT_FOUND; FORBIDDEN for a role that the principal could not give. */
async function requireManaged(work: Work, id: string): Promise<Invitation> {
  const row = await db().invitation.findFirst({ where: { id, organizationId: work.organizationId, ...unanswered } });
  if (!row) throw new ServiceError('NOT_FOUND');
  await requireGivable(work, row.role);
  return row;
}

/** Mails an invitation again, with another link: the earlier one is void. NOT_FOUND, FORBIDDEN; CONFLICT where it is suspended. */
export async function resendInvitation(work: Work, id: string): Promise<InvitationShape> {
  const { organizationId, caller } = work;
  const judged = await requireManaged(work, id);
  return inTransaction(async (transaction) => {
    const organization = await takeActiveOrganization(transaction, organizationId);
    const key = await dataKeyOf(transaction, organizationId);
    const [secret, expiresAt] = [randomToken(), expiryOf(organization)];
    const { count } = await transaction.invitation.updateMany({
      where: { id, organizationId, ...unanswered },
      data: { tokenHash: sha256(secret), expiresAt, sentAt: new Date() },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    const row = await transaction.invitation.findUniqueOrThrow({ where: { id } });
    const shown = present(row, key);
    await mail(transaction, { organization, key, email: shown.email, secret, locale: caller.locale });
    const changes = { expires_at: { before: judged.expiresAt.toISOString(), after: expiresAt.toISOString() } };
    await recordChange(transaction, work, { action: 'invitation.resent', changes, target: { type: 'invitation', id } });
    return shown;
  });
}

/** Takes an invitation back: its link is void. NOT_FOUND, FORBIDDEN. */
export async function revokeInvitation(work: Work, id: string): Promise<void> {
  const { organizationId } = work;
  const judged = await requireManaged(work, id);
  await inTransaction(async (transaction) => {
    const { count } = await transaction.invitation.updateMany({
      where: { id, organizationId, ...unanswered },
      data: { revokedAt: new Date() },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    const changes = { role: { before: judged.role, after: null } };
    await recordChange(transaction, work, { action: 'invitation.revoked', changes, target: { type: 'invitation', id } });
  });
}
