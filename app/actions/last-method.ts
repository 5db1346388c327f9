import { cookies } from 'next/headers';
import { cookiesAreSecure } from '#lib/env.ts';
import { lastMethodCookieName } from '#lib/http/cookies.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';

/** Marks what is offered first the next time. For every path: signing out renders the sign-in page from another one. */
export async function rememberLastMethod(method: 'password' | 'passkey' | 'email' | 'sms'): Promise<void> {
  const options = { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/', maxAge: lifetimes.deviceCookie } as const;
  (await cookies()).set(lastMethodCookieName, method, options);
}

export async function readLastMethod(): Promise<string | null> {
  return (await cookies()).get(lastMethodCookieName)?.value ?? null;
}
