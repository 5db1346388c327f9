import { cookies } from 'next/headers';
import { cookiesAreSecure } from '#lib/env.ts';

const name = 'gatehouse-last-method';

/** Remembers how somebody signed in here, never who. For every path: signing out renders the sign-in page from another one. */
export async function rememberLastMethod(method: string): Promise<void> {
  if (!/^[a-z0-9_-]{1,40}$/.test(method)) return;
  (await cookies()).set(name, method, { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/', maxAge: 31_536_000 });
}

export async function readLastMethod(): Promise<string | null> {
  return (await cookies()).get(name)?.value ?? null;
}
