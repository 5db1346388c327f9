'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as checkHandler } from '#app/api/v1/permissions/check/route.ts';
import { DELETE as deleteHandler, PUT as replaceHandler } from '#app/api/v1/roles/[role_id]/route.ts';
import { POST as previewHandler } from '#app/api/v1/roles/preview/route.ts';
import { POST as createHandler } from '#app/api/v1/roles/route.ts';
import { initialTestState, type PermissionTestState, type RoleFormState } from '#components/admin/role-state.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { scopeFieldName } from '#components/keys/scope-choice.tsx';
import { findNamedUser, type NamedUser } from '#lib/accounts/find-named-user.ts';
import { requireUser } from '#lib/auth/require.ts';
import { checkPermission } from '#lib/contracts/decisions.ts';
import { createRole, deleteRole, previewRole, replaceRole } from '#lib/contracts/roles.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { findNamedOrganization } from '#lib/organizations/find-named-organization.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { allPatterns } from '#lib/roles/permission-patterns.ts';
import { unknownUserText } from '../unknown-user-text.ts';
import { describeDecision } from './describe-decision.ts';
import { describePreview } from './describe-preview.ts';

const list = '/admin/roles';

function pageOf(id: string): string {
  return `${list}/${encodeURIComponent(id)}`;
}

function readForm(form: FormData) {
  const names = ['name', 'display_name', 'description', 'rank'] as const;
  const values: Record<string, string> = formTexts(form, names);
  const permissions = allPatterns.filter((name) => formText(form, scopeFieldName(name)) === 'on');
  for (const name of permissions) values[scopeFieldName(name)] = 'on';
  const { display_name = '', description = '', rank = '' } = values;
  // What is no number is refused by the endpoint, beside its field.
  return { values, body: { display_name, description, rank: /^\d{1,3}$/.test(rank) ? Number(rank) : Number.NaN, permissions } };
}

const roleReasons = ['rank', 'not_held', 'system_role'] as const;

/** A refusal as the form shows it; the reasons of a decision in their own words. */
async function refused(failure: Failure, previous: RoleFormState, values: Record<string, string>): Promise<RoleFormState> {
  const mistakes = failure.fields.map((field) => ({ ...field, path: field.path.split('.', 1)[0] ?? '' }));
  const fields = { name: 'name', display_name: 'display_name', description: 'description', rank: 'rank', permissions: 'scopes' };
  const state = await failedForm({ ...failure, fields: mistakes }, { previous, values, fields });
  const reason = roleReasons.find((known) => known === failure.reason);
  if (!reason || !state.problem) return { ...state, preview: null };
  const t = await getTranslations('adminRoles');
  return { ...state, preview: null, problem: { ...state.problem, message: t(`refused.${reason}`), remedy: null } };
}

export async function addRole(previous: RoleFormState, form: FormData): Promise<RoleFormState> {
  const { values, body } = readForm(form);
  const result = await callEndpoint(createRole, createHandler, { body: { ...body, name: values.name ?? '' } });
  stepUpFirst(result, `${list}/new`);
  if (!result.ok) return refused(result, previous, values);
  redirect(`${pageOf(result.data.id)}?notice=added`);
}

/** Saves a role, or shows who would gain and lose what by it. */
export async function saveRole(previous: RoleFormState, form: FormData): Promise<RoleFormState> {
  const { values, body } = readForm(form);
  const id = formText(form, 'id');
  if (formText(form, 'intent') === 'preview') {
    const preview = await callEndpoint(previewRole, previewHandler, { body: { role_id: id, permissions: body.permissions } });
    if (!preview.ok) return refused(preview, previous, values);
    const state = { attempt: previous.attempt + 1, values, fields: {}, problem: null, outcome: 'preview' };
    return { ...state, preview: await describePreview(preview.data) };
  }
  const params = { role_id: id };
  const result = await callEndpoint(replaceRole, replaceHandler, { params, body, ifMatch: formText(form, 'version') });
  stepUpFirst(result, pageOf(id));
  if (!result.ok) return refused(result, previous, values);
  awaitApproval(result.data);
  redirect(`${pageOf(id)}?notice=saved`);
}

/** Deletes a role. One that is gone already shows as gone. */
export async function removeRole(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const result = await callEndpoint(deleteRole, deleteHandler, { params: { role_id: id }, ifMatch: formText(form, 'version') });
  stepUpFirst(result, `${pageOf(id)}/delete`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${list}?notice=deleted`);
}

/** Whether somebody could do something (to somebody) (in an organization), and why. Nothing is changed. */
export async function testPermission(previous: PermissionTestState, form: FormData): Promise<PermissionTestState> {
  const values = formTexts(form, ['person', 'permission', 'other', 'organization']);
  const state = { ...initialTestState, attempt: previous.attempt + 1, values };
  const [actor, t] = await Promise.all([requireUser(), getTranslations('adminRoles')]);
  // An address is looked up for those only who may see people, an organization for those who may see all of them.
  const find = (text: string) => (isAllowed(actor, 'admin.users.read') ? findNamedUser(text) : { userId: null, pools: [] });
  const findOrganization = (text: string) => (isAllowed(actor, 'admin.organizations.read') ? findNamedOrganization(text) : null);
  const [person, other, organizationId] = await Promise.all([
    find(values.person),
    find(values.other),
    values.organization.trim() === '' ? null : findOrganization(values.organization),
  ]);
  const [userId, otherId] = [person.userId, other.userId];
  const unknown = (text: string, { pools }: NamedUser) => unknownUserText(text, pools, 'adminRoles.test.nobody');
  const fields = {
    ...(!userId && { person: await unknown(values.person, person) }),
    ...(values.other.trim() !== '' && !otherId && { other: await unknown(values.other, other) }),
    ...(values.organization.trim() !== '' && !organizationId && { organization: t('test.nowhere') }),
  };
  if (!userId || Object.keys(fields).length > 0) return { ...state, fields };
  const resource = {
    ...(otherId && ({ type: 'user', id: otherId } as const)),
    ...(organizationId && { organization_id: organizationId }),
  };
  const about = Object.keys(resource).length > 0 ? { resource } : {};
  const result = await callEndpoint(checkPermission, checkHandler, { body: { user_id: userId, permission: values.permission, ...about } });
  if (result.ok) return { ...state, decision: await describeDecision(result.data, actor.user.timezone) };
  // Both are there: it is the one that is not in the other.
  if (result.code === 'NOT_FOUND' && otherId && organizationId) return { ...state, fields: { other: t('test.notThere') } };
  return { ...(await failedForm(result, { previous, values, fields: { permission: 'permission' } })), decision: null };
}
