import { cookies } from 'next/headers';
import { cookiesAreSecure } from '#lib/env.ts';

const name = 'gatehouse-pending-email';
const maxAge = 30 * 60;

/** Remembers, in this browser only, which address waits for its code: an address in the URL would end up in logs. */
export async function rememberPendingEmail(email: string): Promise<void> {
  if (email.length > 320) return;
  (await cookies()).set(name, email, { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/', maxAge });
}

export async function readPendingEmail(): Promise<string | null> {
  return (await cookies()).get(name)?.value ?? null;
}

export async function forgetPendingEmail(): Promise<void> {
  (await cookies()).delete(name);
}
