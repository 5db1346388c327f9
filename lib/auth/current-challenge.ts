import { headers } from 'next/headers';
import { ServiceError } from '#lib/errors.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { describeChallenge } from '#lib/sign-in/challenge.ts';

/** The challenge this browser carries in its cookie, or null when there is none that can still be answered. */
export async function currentChallenge(): Promise<Awaited<ReturnType<typeof describeChallenge>> | null> {
  const { challengeCookie } = readRequestContext(await headers());
  if (!challengeCookie) return null;
  try {
    return await describeChallenge(challengeCookie);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'INVALID_TOKEN') return null;
    throw error;
  }
}
