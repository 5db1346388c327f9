'use server';

import { redirect } from 'next/navigation';
import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as acceptHandler } from '#app/api/v1/invitations/accept/route.ts';
import { DELETE as removeDomainHandler } from '#app/api/v1/organizations/[organization_id]/domains/[domain_id]/route.ts';
import { POST as verifyDomainHandler } from '#app/api/v1/organizations/[organization_id]/domains/[domain_id]/verify/route.ts';
import { POST as addDomainHandler } from '#app/api/v1/organizations/[organization_id]/domains/route.ts';
import { POST as resendHandler } from '#app/api/v1/organizations/[organization_id]/invitations/[invitation_id]/resend/route.ts';
import { DELETE as revokeHandler } from '#app/api/v1/organizations/[organization_id]/invitations/[invitation_id]/route.ts';
import { POST as inviteHandler } from '#app/api/v1/organizations/[organization_id]/invitations/route.ts';
import { POST as joinHandler } from '#app/api/v1/organizations/[organization_id]/join/route.ts';
import { POST as leaveHandler } from '#app/api/v1/organizations/[organization_id]/leave/route.ts';
import {
  DELETE as removeMemberHandler,
  PATCH as updateMemberHandler,
} from '#app/api/v1/organizations/[organization_id]/members/[user_id]/route.ts';
import { DELETE as deleteHandler, PATCH as updateHandler } from '#app/api/v1/organizations/[organization_id]/route.ts';
import { POST as transferHandler } from '#app/api/v1/organizations/[organization_id]/transfer/route.ts';
import { POST as createHandler } from '#app/api/v1/organizations/route.ts';
import { POST as acceptOwnHandler } from '#app/api/v1/users/me/invitations/[invitation_id]/accept/route.ts';
import { DELETE as declineHandler } from '#app/api/v1/users/me/invitations/[invitation_id]/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import * as organizationDomains from '#lib/contracts/organization-domains.ts';
import * as organizationInvitations from '#lib/contracts/organization-invitations.ts';
import * as organizationMembers from '#lib/contracts/organization-members.ts';
import * as contracts from '#lib/contracts/organizations.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';

const page = '/organizations';

function pageOf(id: string, below = ''): string {
  return `${page}/${encodeURIComponent(id)}${below}`;
}

/** A refusal of a form whose fields are called as in the API. */
function refused<Name extends string>(failure: Failure, previous: FormState, values: Record<Name, string>): Promise<FormState> {
  const fields = Object.fromEntries(Object.keys(values).map((name) => [name, name]));
  return failedForm(failure, { previous, values, fields });
}

export async function foundOrganization(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, ['name', 'slug', 'owner_id']);
  const body = { name: values.name, ...(values.slug && { slug: values.slug }), ...(values.owner_id && { owner_id: values.owner_id }) };
  const result = await callEndpoint(contracts.createOrganization, createHandler, { body });
  if (!result.ok) return refused(result, previous, values);
  redirect(`${pageOf(result.data.id)}?notice=founded`);
}

/** Saves the whole form, unless somebody else saved since it was shown. */
export async function saveOrganization(previous: FormState, form: FormData): Promise<FormState> {
  const names = ['name', 'slug', 'default_role', 'invitation_days', 'require_second_factor', 'join_by_domain'] as const;
  const values = formTexts(form, names);
  const id = formText(form, 'id');
  const days = values.invitation_days;
  const body = {
    name: values.name,
    slug: values.slug,
    settings: {
      default_role: values.default_role as 'member',
      invitation_days: /^\d+$/.test(days) ? Number(days) : (days as unknown as number),
      require_second_factor: values.require_second_factor === 'on',
      join_by_domain: values.join_by_domain === 'on',
    },
  };
  const ifMatch = formText(form, 'version');
  const result = await callEndpoint(contracts.updateOrganization, updateHandler, { params: { organization_id: id }, body, ifMatch });
  if (result.ok) redirect(`${pageOf(id, '/settings')}?notice=saved`);
  const fields = result.fields.map((field) => ({ ...field, path: field.path.replace(/^settings\./, '') }));
  return refused({ ...result, fields }, previous, values);
}

export async function deleteOrganization(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const result = await callEndpoint(contracts.deleteOrganization, deleteHandler, { params: { organization_id: id } });
  stepUpFirst(result, pageOf(id, '/delete'));
  if (!result.ok && result.code !== 'NOT_FOUND') return refused(result, previous, {});
  redirect(`${page}?notice=deleted`);
}

export async function transferOrganization(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const user = formText(form, 'user_id');
  const params = { organization_id: id };
  const result = await callEndpoint(contracts.transferOrganization, transferHandler, { params, body: { user_id: user } });
  stepUpFirst(result, `${pageOf(id, '/transfer')}?user_id=${encodeURIComponent(user)}`);
  if (!result.ok) return refused(result, previous, {});
  redirect(`${pageOf(id)}?notice=transferred`);
}

export async function leaveOrganization(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(contracts.leaveOrganization, leaveHandler, { params: { organization_id: formText(form, 'id') } });
  if (!result.ok && result.code !== 'NOT_FOUND') return refused(result, previous, {});
  redirect(`${page}?notice=left`);
}

export async function joinOrganization(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const result = await callEndpoint(contracts.joinOrganization, joinHandler, { params: { organization_id: id } });
  if (!result.ok) return refused(result, previous, {});
  redirect(`${pageOf(id)}?notice=joined`);
}

export async function changeMember(previous: FormState, form: FormData): Promise<FormState> {
  const [id, user, role] = [formText(form, 'id'), formText(form, 'user_id'), formText(form, 'role')];
  const params = { organization_id: id, user_id: user };
  const result = await callEndpoint(organizationMembers.updateMember, updateMemberHandler, {
    params,
    body: { role: role as MemberRoleName },
  });
  if (!result.ok) return refused(result, previous, { role });
  redirect(`${pageOf(id)}?notice=changed`);
}

/** Takes a member out. One who is gone already shows as gone. */
export async function removeMember(previous: FormState, form: FormData): Promise<FormState> {
  const [id, user] = [formText(form, 'id'), formText(form, 'user_id')];
  const result = await callEndpoint(organizationMembers.removeMember, removeMemberHandler, {
    params: { organization_id: id, user_id: user },
  });
  if (!result.ok && result.code !== 'NOT_FOUND') return refused(result, previous, {});
  redirect(`${pageOf(id)}?notice=removed`);
}

export async function inviteMember(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const values = formTexts(form, ['email', 'role']);
  const body = { email: values.email, ...(values.role && { role: values.role as MemberRoleName }) };
  const result = await callEndpoint(organizationInvitations.createInvitation, inviteHandler, { params: { organization_id: id }, body });
  if (!result.ok) return refused(result, previous, values);
  redirect(`${pageOf(id, '/invitations')}?notice=invited`);
}

export async function resendInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const [id, invitation] = [formText(form, 'id'), formText(form, 'invitation')];
  const result = await callEndpoint(organizationInvitations.resendInvitation, resendHandler, {
    params: { organization_id: id, invitation_id: invitation },
  });
  if (!result.ok) return refused(result, previous, {});
  redirect(`${pageOf(id, '/invitations')}?notice=resent`);
}

export async function revokeInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const [id, invitation] = [formText(form, 'id'), formText(form, 'invitation')];
  const result = await callEndpoint(organizationInvitations.revokeInvitation, revokeHandler, {
    params: { organization_id: id, invitation_id: invitation },
  });
  if (!result.ok && result.code !== 'NOT_FOUND') return refused(result, previous, {});
  redirect(`${pageOf(id, '/invitations')}?notice=revoked`);
}

/** Accepts by the link in the mail. */
export async function acceptInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(organizationInvitations.acceptInvitation, acceptHandler, { body: { token: formText(form, 'token') } });
  if (!result.ok) return refused(result, previous, {});
  redirect(`${pageOf(result.data.id)}?notice=joined`);
}

/** Accepts one of the invitations to one's own address. */
export async function acceptOwnInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const params = { invitation_id: formText(form, 'invitation') };
  const result = await callEndpoint(organizationInvitations.acceptOwnInvitation, acceptOwnHandler, { params });
  if (!result.ok) return refused(result, previous, {});
  redirect(`${pageOf(result.data.id)}?notice=joined`);
}

export async function declineInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const params = { invitation_id: formText(form, 'invitation') };
  const result = await callEndpoint(organizationInvitations.declineOwnInvitation, declineHandler, { params });
  if (!result.ok && result.code !== 'NOT_FOUND') return refused(result, previous, {});
  redirect(`${page}?notice=declined`);
}

export async function addDomain(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const values = formTexts(form, ['name']);
  const result = await callEndpoint(organizationDomains.addDomain, addDomainHandler, { params: { organization_id: id }, body: values });
  if (!result.ok) return refused(result, previous, values);
  redirect(`${pageOf(id, '/domains')}?notice=domain_added`);
}

export async function verifyDomain(previous: FormState, form: FormData): Promise<FormState> {
  const [id, domain] = [formText(form, 'id'), formText(form, 'domain')];
  const result = await callEndpoint(organizationDomains.verifyDomain, verifyDomainHandler, {
    params: { organization_id: id, domain_id: domain },
  });
  if (!result.ok) return refused(result, previous, {});
  redirect(`${pageOf(id, '/domains')}?notice=domain_verified`);
}

export async function removeDomain(previous: FormState, form: FormData): Promise<FormState> {
  const [id, domain] = [formText(form, 'id'), formText(form, 'domain')];
  const result = await callEndpoint(organizationDomains.removeDomain, removeDomainHandler, {
    params: { organization_id: id, domain_id: domain },
  });
  if (!result.ok && result.code !== 'NOT_FOUND') return refused(result, previous, {});
  redirect(`${pageOf(id, '/domains')}?notice=domain_removed`);
}
