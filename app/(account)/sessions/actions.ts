'use server';

import { redirect } from 'next/navigation';
import { formText } from '#app/actions/form-text.ts';
import { DELETE as revokeHandler } from '#app/api/v1/users/me/sessions/[session_id]/route.ts';
import { DELETE as revokeOthersHandler } from '#app/api/v1/users/me/sessions/route.ts';
import { revokeOtherSessions, revokeSession } from '#lib/contracts/sessions.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Signs one device out, where no script runs. One that is gone already shows as gone in the list. */
export async function signOutOne(form: FormData): Promise<void> {
  await callEndpoint(revokeSession, revokeHandler, { params: { session_id: formText(form, 'session_id') } });
  redirect('/sessions');
}

/** Signs every other device out, where no script runs. */
export async function signOutOthers(): Promise<void> {
  await callEndpoint(revokeOtherSessions, revokeOthersHandler, { query: { except: 'current' } });
  redirect('/sessions');
}
