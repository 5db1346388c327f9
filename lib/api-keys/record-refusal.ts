import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import type { RefusedKey } from './find-key-principal.ts';

const everyMinutes = 15;

/** Says in the trail that a key was refused; for each key once in a quarter of an hour, or a forgotten job would fill it. */
export async function recordRefusal({ keyId, userId, organizationId, reason }: RefusedKey, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    const now = Date.now();
    const { count } = await transaction.apiKey.updateMany({
      where: { id: keyId, OR: [{ lastDeniedAt: null }, { lastDeniedAt: { lt: new Date(now - everyMinutes * 60_000) } }] },
      data: { lastDeniedAt: new Date(now) },
    });
    if (count === 0) return;
    await recordEvent(transaction, {
      action: 'api_key.denied',
      result: 'denied',
      reason,
      subjectId: userId,
      target: { type: 'api_key', id: keyId },
      ...(organizationId && { organizationId }),
      caller,
    });
  });
}
