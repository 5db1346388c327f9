import { removeWayIn } from '#lib/accounts/ways-in.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import type { Passkey } from '#lib/db/generated/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { ServiceError } from '#lib/errors.ts';
import { dropFactor } from '#lib/factors/drop-factor.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import type { Actor, UserActor } from '#lib/sessions/actor.ts';
import { authenticatorName } from './authenticators.ts';

export type PasskeySummary = {
  id: string;
  name: string;
  provider: string | null;
  device_type: 'single_device' | 'multi_device';
  backed_up: boolean;
  created_at: string;
  last_used_at: string | null;
};

/** Where a passkey's name belongs: its AAD. */
export function passkeyNameContext(id: string): string {
  return `passkey.name:${id}`;
}

/** What an owner sees of a passkey. */
export function presentPasskey(row: Passkey, dataKey: Uint8Array): PasskeySummary {
  return {
    id: row.id,
    name: unseal(dataKey, row.nameSealed, passkeyNameContext(row.id)).toString('utf8'),
    provider: authenticatorName(row.aaguid),
    device_type: row.backupEligible ? 'multi_device' : 'single_device',
    backed_up: row.backedUp,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** Somebody's passkeys, the oldest first. */
export async function listPasskeys({ user, dataKey }: Pick<UserActor, 'user' | 'dataKey'>): Promise<PasskeySummary[]> {
  const rows = await db().passkey.findMany({ where: { userId: user.id }, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => presentPasskey(row, dataKey));
}

/** Gives a passkey another name. NOT_FOUND for an unknown or foreign one. */
export async function renamePasskey({ user, dataKey }: Actor, id: string, name: string, caller: Caller): Promise<PasskeySummary> {
  return inTransaction(async (transaction) => {
    const [row] = await transaction.passkey.updateManyAndReturn({
      where: { id, userId: user.id },
      data: { nameSealed: seal(dataKey, name, passkeyNameContext(id)) },
    });
    if (!row) throw new ServiceError('NOT_FOUND');
    await recordEvent(transaction, {
      action: 'passkey.renamed',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'passkey', id },
      caller,
    });
    return presentPasskey(row, dataKey);
  });
}

/**
 * Removes a passkey; as a second factor passkeys are off with the last one. NOT_FOUND for an unknown or foreign one,
 * LAST_SIGN_IN_METHOD when it is the only way in, CONFLICT when it is the only second factor and one is required.
 */
export async function removePasskey(actor: Actor, id: string, caller: Caller): Promise<{ removed: true }> {
  const { user, dataKey } = actor;
  const about = { result: 'success', actorId: user.id, subjectId: user.id, subjectKey: dataKey, caller } as const;
  await inTransaction(async (transaction) => {
    const removed = await removeWayIn(transaction, user.id, async () => {
      const row = await transaction.passkey.findFirst({ where: { id, userId: user.id } });
      if (!row) throw new ServiceError('NOT_FOUND');
      await transaction.passkey.delete({ where: { id }, select: { id: true } });
      return presentPasskey(row, dataKey);
    });
    const asked = { userId: user.id, method: 'passkey', confirmedAt: { not: null } } as const;
    const left = await transaction.passkey.count({ where: { userId: user.id } });
    if (left === 0 && (await transaction.factor.count({ where: asked })) > 0) {
      await dropFactor(transaction, actor, 'passkey');
      await recordEvent(transaction, { ...about, action: 'factor.disabled', reason: 'passkey' });
    }
    await recordEvent(transaction, { ...about, action: 'passkey.removed', target: { type: 'passkey', id } });
    await queueMail(transaction, {
      userId: user.id,
      dataKey,
      locale: user.locale,
      message: { template: 'passkey_removed', name: removed.name, notMeLink: await issueNotMeLink(transaction, user.id) },
    });
  });
  return { removed: true };
}
