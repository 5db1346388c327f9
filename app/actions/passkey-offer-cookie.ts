import { cookies } from 'next/headers';
import { cookiesAreSecure } from '#lib/env.ts';

const name = 'gatehouse-passkey-offer';
const seconds = { now: 14 * 86_400, ever: 400 * 86_400 };

/** Whether this person does not want to hear about passkeys in this browser. Another person at the same browser is asked. */
export async function isPasskeyOfferDismissed(userId: string): Promise<boolean> {
  return (await cookies()).get(name)?.value === userId;
}

/** "Not now" for two weeks, "Don't ask again" for as long as a browser keeps a cookie. */
export async function dismissOffer(userId: string, dismissed: 'now' | 'ever'): Promise<void> {
  const options = { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/' } as const;
  (await cookies()).set(name, userId, { ...options, maxAge: seconds[dismissed] });
}
