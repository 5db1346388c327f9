import { notFound } from 'next/navigation';
import type { PoolShape } from '#lib/contracts/pools.ts';
import { findPoolByName } from '#lib/pools/list-pools.ts';

/** The pool that the address names; the 404 page where there is none. */
export async function readPool(params: Promise<{ pool: string }>): Promise<PoolShape> {
  return (await findPoolByName(decodeURIComponent((await params).pool))) ?? notFound();
}
