'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as activateHandler } from '#app/api/v1/organizations/[organization_id]/activate/route.ts';
import { POST as addHandler } from '#app/api/v1/organizations/[organization_id]/members/route.ts';
import { GET as getHandler } from '#app/api/v1/organizations/[organization_id]/route.ts';
import { POST as suspendHandler } from '#app/api/v1/organizations/[organization_id]/suspend/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { findNamedUser } from '#lib/accounts/find-named-user.ts';
import { requireUser } from '#lib/auth/require.ts';
import { addMember as addContract } from '#lib/contracts/organization-members.ts';
import { activateOrganization, getOrganization, suspendOrganization } from '#lib/contracts/organizations.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
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

/** Makes somebody a member without an invitation. Whoever may not see users has their id only, which says nothing of who there is. */
export async function addMember(previous: FormState, form: FormData): Promise<FormState> {
  const [id, user, role] = [formText(form, 'id'), formText(form, 'user').trim(), formText(form, 'role')];
  const shape = { previous, values: { user, role }, fields: { user_id: 'user', role: 'role' } };
  const [actor, t] = await Promise.all([requireUser(), getTranslations('organizations')]);
  const params = { organization_id: id };
  const organization = await callEndpoint(getOrganization, getHandler, { params });
  if (!organization.ok) return failedForm(organization, shape);
  const { userId } = isAllowed(actor, 'admin.users.read') ? await findNamedUser(user, organization.data.pool) : { userId: user };
  if (userId === null) {
    const fields = { user: t('unknownUser') };
    return { attempt: previous.attempt + 1, values: shape.values, fields, problem: null, outcome: null };
  }
  const body = { user_id: userId, role: role as MemberRoleName };
  const result = await callEndpoint(addContract, addHandler, { params, body });
  if (!result.ok) return failedForm(result, shape);
  redirect(`${pageOf(id)}?notice=added`);
}
