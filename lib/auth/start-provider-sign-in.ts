import { parseSetCookie } from 'cookie';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ServiceError } from '#lib/errors.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { type BegunSignIn, beginProviderSignIn } from './begin-provider-sign-in.ts';
import { pagePool, signInPath } from './page-pool.ts';

async function begin(providerId: string, redirectTo: string): Promise<BegunSignIn | null> {
  try {
    const { caller } = readRequestContext(await headers());
    return await beginProviderSignIn(providerId, redirectTo, { ...caller, pool: await pagePool() });
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

/** For form actions: leaves for a provider's sign-in page, or back to ours when it does not answer. Never returns. */
export async function startProviderSignIn(providerId: string, redirectTo: string): Promise<never> {
  const begun = await begin(providerId, redirectTo);
  if (!begun) redirect(await signInPath('/login?error=unavailable', redirectTo));
  const jar = await cookies();
  for (const line of begun.cookies) {
    const { name, value = '', ...options } = parseSetCookie(line);
    jar.set(name, value, options as Parameters<typeof jar.set>[2]);
  }
  redirect(begun.location);
}
