import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { hashSecret } from '#lib/crypto/prefixed-secret.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { tellOwnersOfKey } from '#lib/organizations/tell-owners-of-key.ts';
import { presentKey } from './present-key.ts';

async function tellOwner(transaction: Transaction, key: ApiKey, userId: string): Promise<void> {
  const dataKey = await findDataKey(transaction, userId);
  const owner = await transaction.user.findUnique({ where: { id: userId }, select: { locale: true } });
  if (!dataKey || !owner) return;
  const { name, prefix } = presentKey(key, dataKey);
  const message = { template: 'api_key_revoked', name, prefix, notMeLink: await issueNotMeLink(transaction, userId) } as const;
  await queueMail(transaction, { userId, dataKey, locale: owner.locale, message });
}

/** Revokes a key that is somebody else's than `by`, and tells its owner, or the owners of its organization. False when it was revoked already. */
export async function endKey(key: ApiKey, by: { actorId: string | null; reason?: string }, caller: Caller): Promise<boolean> {
  return inTransaction(async (transaction) => {
    const { count } = await transaction.apiKey.updateMany({ where: { id: key.id, revokedAt: null }, data: { revokedAt: new Date() } });
    if (count === 0) return false;
    await recordEvent(transaction, {
      action: 'api_key.revoked',
      result: 'success',
      ...by,
      subjectId: key.userId,
      target: { type: 'api_key', id: key.id },
      ...(key.organizationId && { organizationId: key.organizationId }),
      caller,
    });
    if (key.userId !== null) await tellOwner(transaction, key, key.userId);
    await tellOwnersOfKey(transaction, key, 'organization_key_revoked');
    return true;
  });
}

/** Revokes a key for whoever shows it: who found it lying about, or a scanner of public code. Nothing happens to an unknown one. */
export async function endShownKey(secret: string, caller: Caller): Promise<void> {
  const keyHash = hashSecret('api_key', secret);
  const key = keyHash && (await db().apiKey.findUnique({ where: { keyHash } }));
  if (key && !key.revokedAt) await endKey(key, { actorId: null, reason: 'token' }, caller);
}
