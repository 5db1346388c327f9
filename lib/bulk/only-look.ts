import { endingTransactionsWith } from '#lib/db/client.ts';

/** The end of a dry run's transaction: whatever the act wrote goes with it. */
class OnlyLooked extends Error {}

/** Does what `work` does in one transaction, and takes it back: what it would throw it throws. */
export async function onlyLook(work: () => Promise<unknown>): Promise<void> {
  await endingTransactionsWith(() => Promise.reject(new OnlyLooked()), work).catch((error: unknown) => {
    if (!(error instanceof OnlyLooked)) throw error;
  });
}
