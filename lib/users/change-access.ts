import { endAccess } from '#lib/accounts/end-access.ts';
import { newEraseAt } from '#lib/accounts/new-erase-at.ts';
import { nextTime } from '#lib/accounts/next-time.ts';
import { removeSquatter } from '#lib/accounts/remove-squatter.ts';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import type { Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { issueOneTimeToken, type OneTimePurpose, oneTimeTokenExpiry, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { keepOwners } from '#lib/organizations/last-owner.ts';
import { clearPassword } from '#lib/passwords/clear-password.ts';
import { mailPasswordReset } from '#lib/passwords/reset-password.ts';
import { withPool } from '#lib/pools/pool-name.ts';
import { keepSuperAdmin } from '#lib/roles/last-admin.ts';
import type { UserStatus } from '#lib/sessions/actor.ts';
import { type RevocationReason, revokeSessions } from '#lib/sessions/revoke-sessions.ts';
import type { ManagedUser } from './find-managed-user.ts';
import { mailInvitation } from './invite-user.ts';
import { type Act, type Management, manageUser, refuseDeleted } from './manage-user.ts';

/** The owner's own ways back outlive what an administrator does: whoever acts may have been deceived. */
const ownWaysBack: OneTimePurpose[] = ['email_revert', 'recovery_cancel', 'not_me'];

async function shutOut(transaction: Transaction, userId: string, reason: RevocationReason): Promise<void> {
  await voidTokens(transaction, userId, { except: ownWaysBack });
  await endAccess(transaction, userId, reason);
}

/** What somebody is who is neither suspended nor deleted. */
function openStatus({ user }: ManagedUser): UserStatus {
  return user.emailVerifiedAt ? 'active' : 'pending';
}

async function setState(
  transaction: Transaction,
  { user }: ManagedUser,
  state: { status: UserStatus; suspendedAt?: Date | null; deletedAt?: Date | null; eraseAt?: Date | null },
): Promise<void> {
  await transaction.user.update({ where: { id: user.id }, data: { ...state, updatedAt: nextTime(user) }, select: { id: true } });
}

/** Suspends somebody and ends whatever they have open. LAST_ADMIN, LAST_OWNER, CONFLICT for who is deleted. */
export function suspendUser(management: Management): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    refuseDeleted(target);
    const { id, status } = target.user;
    if (status === 'suspended') return null;
    await keepSuperAdmin(transaction, id);
    await keepOwners(transaction, id);
    await setState(transaction, target, { status: 'suspended', suspendedAt: new Date() });
    await shutOut(transaction, id, 'suspended');
    return { action: 'user.suspended', changes: { status: { before: status, after: 'suspended' } } };
  });
}

/** Takes a suspension back. CONFLICT for who is deleted. */
export function activateUser(management: Management): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    refuseDeleted(target);
    if (target.user.status !== 'suspended') return null;
    const after = openStatus(target);
    await setState(transaction, target, { status: after, suspendedAt: null });
    return { action: 'user.activated', changes: { status: { before: 'suspended', after } } };
  });
}

/** Deletes somebody until they are restored, or erased at the end of the grace, and ends whatever they have open. LAST_ADMIN, LAST_OWNER. */
export async function deleteUser(management: Management, expected: (user: ManagedUser) => boolean = () => true): Promise<ManagedUserShape> {
  const graceEnd = await newEraseAt();
  return manageUser(management, async (transaction, target): Promise<Act> => {
    if (!expected(target)) throw new ServiceError('PRECONDITION_FAILED');
    if (target.deletedAt) return null;
    const { id, status } = target.user;
    await keepSuperAdmin(transaction, id);
    await keepOwners(transaction, id);
    const now = new Date();
    const suspendedAt = status === 'suspended' ? (target.suspendedAt ?? now) : null;
    // Whoever had asked for it themselves is not kept longer than they wanted.
    const eraseAt = target.eraseAt ?? graceEnd;
    await setState(transaction, target, { status: 'deletion_scheduled', suspendedAt, deletedAt: now, eraseAt });
    await shutOut(transaction, id, 'deleted');
    return { action: 'user.deleted', changes: { status: { before: status, after: 'deletion_scheduled' } } };
  });
}

/** Makes somebody who was deleted, by whomever, what they were before. */
export function restoreUser(management: Management): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    if (target.user.status !== 'deletion_scheduled') return null;
    const after = target.suspendedAt ? 'suspended' : openStatus(target);
    await setState(transaction, target, { status: after, deletedAt: null, eraseAt: null });
    return { action: 'user.restored', changes: { status: { before: target.user.status, after } } };
  });
}

/** Forgets the wrong passwords. Wrong codes of a second factor stay counted: they are what a stolen password runs into. */
export function unlockUser(management: Management): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    refuseDeleted(target);
    const { id } = target.user;
    const counted = { OR: [{ failedSignIns: { gt: 0 } }, { lockedUntil: { not: null } }] };
    const cleared = { failedSignIns: 0, lockedUntil: null };
    const users = await transaction.user.updateMany({ where: { id, ...counted }, data: cleared });
    const devices = await transaction.knownDevice.updateMany({ where: { userId: id, ...counted }, data: cleared });
    if (users.count + devices.count === 0) return null;
    return { action: 'user.unlocked', changes: { locked_until: { before: target.lockedUntil?.toISOString() ?? null, after: null } } };
  });
}

function refuseShutOut(target: ManagedUser): void {
  refuseDeleted(target);
  if (target.user.status === 'suspended')
    throw new ServiceError('CONFLICT', { message: 'Activate this user first.', details: { reason: 'suspended' } });
}

/** Voids the password, ends whatever is open, and mails the link to choose another. CONFLICT for who is suspended or deleted. */
export function requirePasswordReset(management: Management): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    refuseShutOut(target);
    const { user, dataKey } = target;
    await shutOut(transaction, user.id, 'password_reset_required');
    const hadPassword = (await transaction.user.count({ where: { id: user.id, passwordHash: { not: null } } })) > 0;
    if (hadPassword) await clearPassword(transaction, user.id);
    await transaction.user.update({ where: { id: user.id }, data: { updatedAt: nextTime(user) }, select: { id: true } });
    const recipient = { id: user.id, dataKey, locale: user.locale };
    // Who never had one was invited, or came by another way: nothing was taken from them.
    if (!hadPassword && user.status === 'pending') await mailInvitation(transaction, recipient);
    else {
      const token = await issueOneTimeToken(transaction, { purpose: 'password_reset', userId: user.id });
      const message = { template: 'password_reset_required', link: `${env().APP_URL}/reset-password?token=${token}` } as const;
      await queueMail(transaction, { userId: user.id, dataKey, locale: user.locale, message });
    }
    return { action: 'user.password_reset_required', changes: { password: { before: hadPassword ? 'set' : 'none', after: 'none' } } };
  });
}

/** Requires a second factor of somebody from now on. CONFLICT for who is suspended or deleted. */
export function requireSecondFactor(management: Management): Promise<ManagedUserShape> {
  return setFactorRequirement(management, new Date());
}

/** Takes that back; what the policy requires stays. CONFLICT for who is suspended or deleted. */
export function waiveSecondFactor(management: Management): Promise<ManagedUserShape> {
  return setFactorRequirement(management, null);
}

function setFactorRequirement(management: Management, after: Date | null): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    refuseShutOut(target);
    const { id, secondFactorRequiredAt: before } = target.user;
    if ((before === null) === (after === null)) return null;
    await transaction.user.update({
      where: { id },
      data: { secondFactorRequiredAt: after, updatedAt: nextTime(target.user) },
      select: { id: true },
    });
    const changes = { second_factor_required: { before: before !== null, after: after !== null } };
    return { action: after ? 'user.second_factor_required' : 'user.second_factor_waived', changes };
  });
}

/** Ends somebody's sessions and their tokens; answers how many. */
export async function signOutUser(management: Management): Promise<{ revoked: number }> {
  let revoked = 0;
  await manageUser(management, async (transaction, { user }): Promise<Act> => {
    revoked = await revokeSessions(transaction, { userId: user.id }, 'signed_out_by_admin');
    await transaction.signInChallenge.updateMany({ where: { userId: user.id, consumedAt: null }, data: { consumedAt: new Date() } });
    return { action: 'user.signed_out', changes: { sessions: { before: revoked, after: 0 } } };
  });
  return { revoked };
}

/**
 * Confirms an address as if its owner had: what a stranger may have put into the account goes first. CONFLICT for who is
 * suspended or deleted.
 */
export function verifyUserEmail(management: Management): Promise<ManagedUserShape> {
  return manageUser(management, async (transaction, target): Promise<Act> => {
    refuseShutOut(target);
    const { user, dataKey } = target;
    if (user.emailVerifiedAt) return null;
    const { userId, caller } = management;
    const passwordGone = await removeSquatter(transaction, { userId, dataKey, dropPassword: false, caller });
    await transaction.user.update({ where: { id: userId }, data: { emailVerifiedAt: new Date() }, select: { id: true } });
    await setState(transaction, target, { status: 'active' });
    if (passwordGone) await mailPasswordReset(transaction, { id: userId, dataKey, locale: user.locale });
    return { action: 'user.email_verified', changes: { email_verified: { before: false, after: true } } };
  });
}

export type RecoveryLink = { url: string; expires_at: string };

/**
 * Makes a link with which somebody who cannot read their mail chooses a new password. It proves no mailbox, so only for
 * an account whose address is confirmed. Its owner is told. CONFLICT unless they are active.
 */
export async function issueRecoveryLink(management: Management): Promise<RecoveryLink> {
  let link: RecoveryLink | undefined;
  await manageUser(management, async (transaction, target): Promise<Act> => {
    const { user, dataKey } = target;
    if (user.status !== 'active' || !user.emailVerifiedAt) throw new ServiceError('CONFLICT', { message: 'This user is not active.' });
    const expiresAt = oneTimeTokenExpiry('recovery_link');
    const token = await issueOneTimeToken(transaction, { purpose: 'recovery_link', userId: user.id });
    link = { url: `${env().APP_URL}${withPool(`/reset-password?token=${token}`, user.pool)}`, expires_at: expiresAt.toISOString() };
    const message = { template: 'recovery_link_issued', notMeLink: await issueNotMeLink(transaction, user.id) } as const;
    await queueMail(transaction, { userId: user.id, dataKey, locale: user.locale, message });
    return { action: 'user.recovery_link_issued', changes: { expires_at: { before: null, after: link.expires_at } } };
  });
  if (!link) throw new Error('The link was not made.');
  return link;
}
