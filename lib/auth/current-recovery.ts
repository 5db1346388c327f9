import { headers } from 'next/headers';
import { ServiceError } from '#lib/errors.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { describeRecovery } from '#lib/sign-in/recover-factors.ts';

/** How far the recovery has come of whoever proved the first factor in this browser; null when nobody did. */
export async function currentRecovery(): Promise<Awaited<ReturnType<typeof describeRecovery>> | null> {
  const { challengeCookie } = readRequestContext(await headers());
  if (!challengeCookie) return null;
  try {
    return await describeRecovery(challengeCookie);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'INVALID_TOKEN') return null;
    throw error;
  }
}
