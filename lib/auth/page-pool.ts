import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { pathHeader } from '#lib/http/internal-headers.ts';
import { defaultPool, withPool } from '#lib/pools/pool-name.ts';
import { findPool } from '#lib/pools/read-pools.ts';
import { withRedirect } from './safe-redirect.ts';

/** The pool that the address of this sign-in page names (`?pool=staff`), also for its forms; null where it names none. */
async function namedPool() {
  const path = (await headers()).get(pathHeader) ?? '/';
  const name = new URL(path, 'http://gatehouse.invalid').searchParams.get('pool');
  if (name === null || name === defaultPool) return null;
  return (await findPool(name)) ?? notFound();
}

/** The pool that this sign-in page is about. The page is not found where there is no such pool. */
export async function pagePool(): Promise<string> {
  return (await namedPool())?.name ?? defaultPool;
}

/** What people call it, where it is not the default one. */
export async function pagePoolName(): Promise<string | null> {
  return (await namedPool())?.displayName ?? null;
}

/** The way from one sign-in page to another: with where to go afterwards, and for the same pool. */
export async function signInPath(path: string, redirectTo: unknown): Promise<string> {
  return withPool(withRedirect(path, redirectTo), await pagePool());
}
