import { cookies } from 'next/headers';
import { cookiesAreSecure } from '#lib/env.ts';

const name = 'gatehouse-pending-phone';
const maxAge = 10 * 60;

/** Remembers, in this browser only, which number waits for its code: a number in the URL would end up in logs. */
export async function rememberPendingPhone(phone: string): Promise<void> {
  if (phone.length > 64) return;
  (await cookies()).set(name, phone, { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/text-message', maxAge });
}

export async function readPendingPhone(): Promise<string | null> {
  return (await cookies()).get(name)?.value ?? null;
}

export async function forgetPendingPhone(): Promise<void> {
  (await cookies()).delete({ name, path: '/text-message' });
}
