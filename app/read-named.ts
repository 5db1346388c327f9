import { notFound } from 'next/navigation';
import type { z } from 'zod';
import { ServiceError } from '#lib/errors.ts';

/** What the address of a page names, told by the parameters of its endpoint; the 404 page where there is no such thing. */
export async function readNamed<Params, Found>(
  contract: { params: z.ZodType<Params> },
  params: unknown,
  find: (params: Params) => Promise<Found | null>,
): Promise<Found> {
  const parsed = contract.params.safeParse(await params);
  if (!parsed.success) notFound();
  const found = await find(parsed.data).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
  return found ?? notFound();
}
