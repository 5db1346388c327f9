import { notFound } from 'next/navigation';
import { getOwnKey } from '#lib/api-keys/own-keys.ts';
import { type ApiKeyShape, getApiKey } from '#lib/contracts/api-keys.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The key of the actor's that the address names; the 404 page where there is none. */
export async function readKey(actor: Actor, params: Promise<{ api_key_id: string }>): Promise<ApiKeyShape> {
  const parsed = getApiKey.params.safeParse(await params);
  if (!parsed.success) notFound();
  try {
    return await getOwnKey(actor, parsed.data.api_key_id);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
}
