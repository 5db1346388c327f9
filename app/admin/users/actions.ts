'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as activateHandler } from '#app/api/v1/users/[user_id]/activate/route.ts';
import { POST as impersonateHandler } from '#app/api/v1/users/[user_id]/impersonate/route.ts';
import { POST as recoveryLinkHandler } from '#app/api/v1/users/[user_id]/recovery-link/route.ts';
import { POST as resetHandler } from '#app/api/v1/users/[user_id]/require-password-reset/route.ts';
import { POST as requireFactorHandler } from '#app/api/v1/users/[user_id]/require-second-factor/route.ts';
import { POST as restoreHandler } from '#app/api/v1/users/[user_id]/restore/route.ts';
import { DELETE as deleteHandler, PATCH as updateHandler } from '#app/api/v1/users/[user_id]/route.ts';
import { DELETE as revokeHandler } from '#app/api/v1/users/[user_id]/sessions/[session_id]/route.ts';
import { POST as signOutHandler } from '#app/api/v1/users/[user_id]/sign-out/route.ts';
import { POST as suspendHandler } from '#app/api/v1/users/[user_id]/suspend/route.ts';
import { POST as unlockHandler } from '#app/api/v1/users/[user_id]/unlock/route.ts';
import { POST as verifyHandler } from '#app/api/v1/users/[user_id]/verify-email/route.ts';
import { POST as waiveFactorHandler } from '#app/api/v1/users/[user_id]/waive-second-factor/route.ts';
import { POST as createHandler } from '#app/api/v1/users/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { impersonateUser } from '#lib/contracts/impersonation.ts';
import { createUser, revokeUserSession, updateUser } from '#lib/contracts/managed-users.ts';
import {
  activateUser,
  deleteUser,
  issueRecoveryLink,
  requirePasswordReset,
  requireSecondFactor,
  restoreUser,
  signOutUser,
  suspendUser,
  unlockUser,
  verifyUserEmail,
  waiveSecondFactor,
} from '#lib/contracts/user-acts.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { type UserAct, userActs } from '#lib/users/user-acts.ts';

const list = '/admin/users';

function pageOf(id: string): string {
  return `${list}/${encodeURIComponent(id)}`;
}

const invitationNames = ['email', 'pool', 'name', 'username', 'locale'] as const;

export async function inviteUser(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, invitationNames);
  const { email, pool, name, username, locale } = values;
  const result = await callEndpoint(createUser, createHandler, {
    body: { email, ...(pool && { pool }), ...(name && { name }), ...(username && { username }), locale: locale === 'de' ? 'de' : 'en' },
  });
  const fields = Object.fromEntries(invitationNames.map((each) => [each, each]));
  if (!result.ok) return failedForm(result, { previous, values, fields });
  redirect(`${pageOf(result.data.id)}?notice=invited`);
}

const profileNames = ['name', 'first_name', 'last_name', 'username', 'locale', 'timezone', 'metadata'] as const;

/** What was typed as JSON; undefined where it is none. */
function parseMetadata(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Saves the whole form, unless somebody else saved since it was shown. */
export async function saveUser(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, profileNames);
  const id = formText(form, 'id');
  const metadata = parseMetadata(values.metadata);
  const fields = Object.fromEntries(profileNames.map((name) => [name, name]));
  const shape = { previous, values, fields };
  if (!metadata)
    return failedForm({ code: 'VALIDATION_FAILED', fields: [{ path: 'metadata', code: 'json', message: '' }], requestId: '' }, shape);
  const { name, first_name, last_name, username, locale, timezone } = values;
  const body = {
    name,
    first_name,
    last_name,
    username: username || null,
    locale: locale === 'de' ? 'de' : 'en',
    timezone,
    metadata,
  } as const;
  const result = await callEndpoint(updateUser, updateHandler, { params: { user_id: id }, body, ifMatch: formText(form, 'version') });
  if (!result.ok) {
    const mistakes = result.fields.map((field) => ({ ...field, path: field.path.split('.', 1)[0] ?? '' }));
    return failedForm({ ...result, fields: mistakes }, shape);
  }
  redirect(`${pageOf(id)}?notice=saved`);
}

const acts = {
  'verify-email': [verifyUserEmail, verifyHandler],
  unlock: [unlockUser, unlockHandler],
  'require-password-reset': [requirePasswordReset, resetHandler],
  'require-second-factor': [requireSecondFactor, requireFactorHandler],
  'waive-second-factor': [waiveSecondFactor, waiveFactorHandler],
  'sign-out': [signOutUser, signOutHandler],
  suspend: [suspendUser, suspendHandler],
  activate: [activateUser, activateHandler],
  delete: [deleteUser, deleteHandler],
  restore: [restoreUser, restoreHandler],
} as const satisfies Record<Exclude<UserAct, 'recovery-link' | 'impersonate'>, readonly unknown[]>;

/** Does one of the things that need a reason. */
export async function actOnUser(previous: FormState, form: FormData): Promise<FormState> {
  const [id, reason, name] = [formText(form, 'id'), formText(form, 'reason'), formText(form, 'act')];
  const act = userActs.find((known) => known === name);
  if (!act || act === 'recovery-link' || act === 'impersonate') redirect(pageOf(id));
  const [contract, handler] = acts[act];
  const result = await callEndpoint(contract, handler, { params: { user_id: id }, body: { reason } });
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  redirect(`${pageOf(id)}?notice=${act}`);
}

/** Makes a recovery link, which the page shows this once. */
export async function makeRecoveryLink(previous: FormState, form: FormData): Promise<FormState> {
  const [id, reason] = [formText(form, 'id'), formText(form, 'reason')];
  const result = await callEndpoint(issueRecoveryLink, recoveryLinkHandler, { params: { user_id: id }, body: { reason } });
  stepUpFirst(result, `${pageOf(id)}/do/recovery-link`);
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: result.data.url };
}

/** Goes on as somebody else, in this browser. */
export async function actAsUser(previous: FormState, form: FormData): Promise<FormState> {
  const [id, reason] = [formText(form, 'id'), formText(form, 'reason')];
  const result = await callEndpoint(impersonateUser, impersonateHandler, { params: { user_id: id }, body: { reason, mode: 'cookie' } });
  stepUpFirst(result, `${pageOf(id)}/do/impersonate`);
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  redirect('/dashboard');
}

/** Ends one session of somebody. One that has ended already shows as ended. */
export async function revokeSession(form: FormData): Promise<void> {
  const [id, session] = [formText(form, 'id'), formText(form, 'session')];
  const result = await callEndpoint(revokeUserSession, revokeHandler, { params: { user_id: id, session_id: session } });
  redirect(`${pageOf(id)}/sessions?notice=${result.ok || result.code === 'NOT_FOUND' ? 'revoked' : 'refused'}`);
}
