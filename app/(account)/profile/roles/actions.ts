'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { DELETE as withdrawHandler } from '#app/api/v1/users/me/role-requests/[role_request_id]/route.ts';
import { POST as createHandler } from '#app/api/v1/users/me/role-requests/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { createRoleRequest, withdrawRoleRequest } from '#lib/contracts/approvals.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/profile/roles';

/** Asks for a role. */
export async function askForRole(previous: FormState, form: FormData): Promise<FormState> {
  const body = { role_id: formText(form, 'role_id'), reason: formText(form, 'reason').trim() };
  const result = await callEndpoint(createRoleRequest, createHandler, { body });
  if (!result.ok) return failedForm(result, { previous, values: body, fields: { reason: 'reason' } });
  redirect(`${page}?notice=asked`);
}

/** Takes a request back. One that is decided already shows as that. */
export async function takeBack(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(withdrawRoleRequest, withdrawHandler, { params: { role_request_id: formText(form, 'id') } });
  if (result.ok) redirect(`${page}?notice=withdrawn`);
  if (result.code === 'NOT_FOUND') redirect(page);
  return failedForm(result, { previous, values: {}, fields: {} });
}
