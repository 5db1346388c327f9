import type { Transaction } from '#lib/db/client.ts';
import { tellOwnersOfKey } from '#lib/organizations/tell-owners-of-key.ts';
import { type RevocationReason, revokeSessions } from '#lib/sessions/revoke-sessions.ts';

/** Keys of organizations do what who made them may do: whoever was in that account may have made some. Their owners are told. */
async function endKeysMade(transaction: Transaction, userId: string, revokedAt: Date): Promise<void> {
  const where = { createdById: userId, organizationId: { not: null }, revokedAt: null };
  const ended = await transaction.apiKey.updateManyAndReturn({ where, data: { revokedAt } });
  for (const key of ended) await tellOwnersOfKey(transaction, key, 'organization_key_revoked');
}

/**
 * Ends what opens an account without its owner: sessions and their tokens, API keys, devices that are trusted or known,
 * ceremonies and changes that were begun. Credentials, and links that were mailed, are for the caller to decide on.
 */
export async function endAccess(
  transaction: Transaction,
  userId: string,
  reason: RevocationReason,
): Promise<{ sessions: number; trustedDevices: number }> {
  const now = new Date();
  const where = { userId };
  const sessions = await revokeSessions(transaction, where, reason);
  const { count: trustedDevices } = await transaction.trustedDevice.deleteMany({ where });
  await transaction.knownDevice.deleteMany({ where });
  await transaction.knownClient.deleteMany({ where });
  await transaction.apiKey.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
  await endKeysMade(transaction, userId, now);
  await transaction.passkeyChallenge.deleteMany({ where });
  await transaction.linkIntent.deleteMany({ where });
  await transaction.offeredLink.deleteMany({ where });
  await transaction.signInChallenge.updateMany({ where: { userId, consumedAt: null }, data: { consumedAt: now } });
  await transaction.emailChange.updateMany({ where: { userId, confirmedAt: null, cancelledAt: null }, data: { cancelledAt: now } });
  await transaction.recoveryRequest.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now, outcome: 'cancelled' } });
  return { sessions, trustedDevices };
}
