'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as activateHandler } from '#app/api/v1/organizations/[organization_id]/activate/route.ts';
import { POST as addHandler } from '#app/api/v1/organizations/[organization_id]/members/route.ts';
import { POST as suspendHandler } from '#app/api/v1/organizations/[organization_id]/suspend/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { addMember as addContract } from '#lib/contracts/organization-members.ts';
import { activateOrganization, suspendOrganization } from '#lib/contracts/organizations.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';

function pageOf(id: string): string {
  return `/admin/organizations/${encodeURIComponent(id)}`;
}

/** Suspends an organization, or takes that back. */
export async function setStatus(previous: FormState, form: FormData): Promise<FormState> {
  const [id, reason] = [formText(form, 'id'), formText(form, 'reason')];
  const isSuspension = formText(form, 'act') === 'suspend';
  const input = { params: { organization_id: id }, body: { reason } };
  const result = isSuspension
    ? await callEndpoint(suspendOrganization, suspendHandler, input)
    : await callEndpoint(activateOrganization, activateHandler, input);
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  redirect(`${pageOf(id)}?notice=${isSuspension ? 'suspended' : 'activated'}`);
}

/** Makes somebody a member without an invitation. */
export async function addMember(previous: FormState, form: FormData): Promise<FormState> {
  const [id, user, role] = [formText(form, 'id'), formText(form, 'user_id').trim(), formText(form, 'role')];
  const input = { params: { organization_id: id }, body: { user_id: user, role: role as MemberRoleName } };
  const result = await callEndpoint(addContract, addHandler, input);
  if (!result.ok) return failedForm(result, { previous, values: { user_id: user, role }, fields: { user_id: 'user_id', role: 'role' } });
  redirect(`${pageOf(id)}?notice=added`);
}
