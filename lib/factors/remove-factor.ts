import type { Transaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { type Actor, heldRoles, requiredSince } from '#lib/sessions/actor.ts';
import { loadSettings } from '#lib/settings/read-settings.ts';
import { factorRequirement, isEnrolmentAsked } from './factor-requirement.ts';

/**
 * Runs `remove`, which takes a second factor away, and keeps one that counts where the policy requires one. CONFLICT with
 * the reason `second_factor_required` when none would be left; the caller's transaction then undoes `remove`. The user's
 * row is locked first, or two removals at once would each spare the other's.
 */
export async function removeFactor<T>(transaction: Transaction, actor: Actor, remove: () => Promise<T>): Promise<T> {
  const userId = actor.user.id;
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR UPDATE`;
  const removed = await remove();
  const left = await transaction.factor.findMany({ where: { userId, confirmedAt: { not: null } }, select: { method: true } });
  const methods = left.map(({ method }) => method);
  // On this connection: one more per transaction under way could leave each of them waiting for the others'.
  const { settings } = await loadSettings(transaction);
  const facts = {
    accountSince: actor.user.createdAt,
    requiredSince: actor.user.secondFactorRequiredAt,
    roles: heldRoles(actor.grants),
    organizations: requiredSince(actor.memberships),
    methods,
  };
  const requirement = factorRequirement(facts, settings.factors, Date.now());
  if (isEnrolmentAsked(requirement)) {
    throw new ServiceError('CONFLICT', {
      message: 'A second factor is required of you. Set up another one before you remove this one.',
      details: { reason: 'second_factor_required' },
    });
  }
  return removed;
}
