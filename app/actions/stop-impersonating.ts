'use server';

import { redirect } from 'next/navigation';
import { POST as stopHandler } from '#app/api/v1/auth/impersonation/stop/route.ts';
import { stopImpersonation } from '#lib/contracts/impersonation.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Back to the administrator's own session. Where it has ended meanwhile the browser's other accounts are shown. */
export async function stopImpersonating(): Promise<void> {
  const result = await callEndpoint(stopImpersonation, stopHandler, { body: {} });
  redirect(result.ok && result.data.user_id ? `/admin/users/${result.data.user_id}?notice=impersonate` : '/accounts');
}
