'use server';

import { redirect } from 'next/navigation';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { DELETE as revokeHandler } from '#app/api/v1/users/[user_id]/roles/[role_id]/route.ts';
import { POST as grantHandler } from '#app/api/v1/users/[user_id]/roles/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { grantRole as grantContract, revokeRole as revokeContract } from '#lib/contracts/roles.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

function pageOf(id: string): string {
  return `/admin/users/${encodeURIComponent(id)}/roles`;
}

export async function grantRole(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const values = formTexts(form, ['role_id', 'organization_id', 'expires_at', 'reason']);
  const { role_id: role, organization_id: organization, expires_at: day, reason } = values;
  const body = {
    role_id: role,
    ...(organization && { organization_id: organization }),
    ...(day && { expires_at: `${day}T23:59:59Z` }),
    ...(reason && { reason }),
  };
  const result = await callEndpoint(grantContract, grantHandler, { params: { user_id: id }, body });
  stepUpFirst(result, pageOf(id));
  if (!result.ok) {
    const fields = { role_id: 'role_id', organization_id: 'organization_id', expires_at: 'expires_at', reason: 'reason' };
    return failedForm(result, { previous, values, fields });
  }
  awaitApproval(result.data);
  redirect(`${pageOf(id)}?notice=granted`);
}

/** Takes a role from somebody. One that they do not hold any more shows as taken. */
export async function revokeRole(previous: FormState, form: FormData): Promise<FormState> {
  const [id, role, organization] = [formText(form, 'id'), formText(form, 'role'), formText(form, 'organization')];
  const bound: Record<string, string> = organization ? { organization_id: organization } : {};
  const result = await callEndpoint(revokeContract, revokeHandler, { params: { user_id: id, role_id: role }, query: bound });
  stepUpFirst(result, `${pageOf(id)}/${encodeURIComponent(role)}/remove${organization && `?${new URLSearchParams(bound)}`}`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${pageOf(id)}?notice=revoked`);
}
