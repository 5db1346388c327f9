'use server';

import { redirect } from 'next/navigation';
import { formText } from '#app/actions/form-text.ts';
import { DELETE as revokeHandler } from '#app/api/v1/admin/sessions/[session_id]/route.ts';
import { revokeAnySession } from '#lib/contracts/admin-sessions.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { readSessionsAddress, sessionsAddress } from './sessions-address.ts';

/** Ends a session and shows the same page of the list. One that has ended already shows as ended. */
export async function endSession(form: FormData): Promise<void> {
  const result = await callEndpoint(revokeAnySession, revokeHandler, { params: { session_id: formText(form, 'session') } });
  const { values } = readSessionsAddress(Object.fromEntries(new URLSearchParams(formText(form, 'address'))));
  const cursor = formText(form, 'cursor');
  redirect(sessionsAddress(values, { cursor, notice: result.ok || result.code === 'NOT_FOUND' ? 'revoked' : 'refused' }));
}
