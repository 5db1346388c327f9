'use server';

import { redirect } from 'next/navigation';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { DELETE as deleteHandler } from '#app/api/v1/users/me/connections/[connection_id]/route.ts';
import { POST as acceptHandler } from '#app/api/v1/users/me/connections/offer/route.ts';
import { POST as createHandler } from '#app/api/v1/users/me/connections/route.ts';
import { acceptOfferedConnection, createConnection, deleteConnection } from '#lib/contracts/connections.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/security/connections';

/** Leaves for a provider, to come back with the identity there. */
export async function connectProvider(form: FormData): Promise<void> {
  const result = await callEndpoint(createConnection, createHandler, { body: { provider: formText(form, 'provider') } });
  stepUpFirst(result, page);
  redirect(result.ok ? result.data.authorization_url : `${page}?error=unavailable`);
}

/** Connects the provider that was tried on the sign-in page. */
export async function acceptOffer(): Promise<void> {
  const result = await callEndpoint(acceptOfferedConnection, acceptHandler, { body: {} });
  stepUpFirst(result, page);
  redirect(result.ok ? `${page}?notice=connected` : `${page}?error=${result.code === 'CONFLICT' ? 'identity_taken' : 'expired'}`);
}

/** Takes a connection away. One that is gone already shows as gone. */
export async function disconnectProvider(form: FormData): Promise<void> {
  const result = await callEndpoint(deleteConnection, deleteHandler, { params: { connection_id: formText(form, 'connection_id') } });
  stepUpFirst(result, page);
  if (!result.ok && result.code === 'LAST_SIGN_IN_METHOD') redirect(`${page}?error=last_way_in`);
  redirect(result.ok || result.code === 'NOT_FOUND' ? `${page}?notice=disconnected` : `${page}?error=failed`);
}
