import { env } from '#lib/env.ts';

/** Who we are to an authenticator. From the configuration alone: a name taken from the request would let a proxy or a twin choose it. */
export function relyingParty(): { id: string; name: string; origin: string } {
  const url = new URL(env().APP_URL);
  return { id: url.hostname, name: 'Gatehouse', origin: url.origin };
}

/** COSE numbers of the signatures we take: Ed25519, ES256, RS256. */
export const algorithms: number[] = [-8, -7, -257];

/** How long a person has for the dialogue of their browser, in milliseconds. */
export const dialogueMilliseconds = 5 * 60_000;
