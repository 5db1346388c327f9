import type { FormState } from '#components/forms/form-state.ts';
import { unchangedEnd } from '#components/keys/key-fields.tsx';
import type { KeyState } from '#components/keys/key-state.ts';
import { scopeFieldName } from '#components/keys/scope-choice.tsx';
import { env } from '#lib/env.ts';
import { allScopes, type Scope } from '#lib/roles/scopes.ts';
import { type Failure, failedForm } from './failed-form.ts';
import { formText } from './form-text.ts';

const day = 24 * 60 * 60 * 1000;

/** The form of a new key: what stays in it, and the body that the API takes. */
export function readKeyForm(form: FormData) {
  const chosen = allScopes.filter((scope) => formText(form, scopeFieldName(scope)) === 'on');
  const { values, body, expiresAt } = readKeyFields(form);
  for (const scope of chosen) values[scopeFieldName(scope)] = 'on';
  return { values, body: { ...body, scopes: chosen as [Scope, ...Scope[]], expires_at: expiresAt } };
}

/** The form that changes a key: everything that it shows, but the end only where another one was chosen. */
export function readKeyChange(form: FormData) {
  const { values, body, expiresAt } = readKeyFields(form);
  return { values, body: { ...body, ...(form.has('expires') && values.expires !== unchangedEnd && { expires_at: expiresAt }) } };
}

function readKeyFields(form: FormData) {
  const [name, expires] = [formText(form, 'name'), formText(form, 'expires')];
  const [addresses, limit] = [formText(form, 'allowed_ips'), formText(form, 'rate_limit').trim()];
  const values: Record<string, string> = { name, expires, allowed_ips: addresses, rate_limit: limit };
  const days = /^\d{1,4}$/.test(expires) ? Number(expires) : 0;
  const body = { name, allowed_ips: addresses.split(/[\s,]+/).filter((line) => line !== ''), rate_limit: limit === '' ? null : limit };
  return { values, body, expiresAt: days > 0 ? new Date(Date.now() + days * day).toISOString() : null };
}

/** A mistake in one line belongs to the field with the lines. */
export function failedKeyChange(failure: Failure, previous: FormState, values: Record<string, string>): Promise<FormState> {
  const mistakes = failure.fields.map((field) => ({ ...field, path: field.path.split('.', 1)[0] ?? '' }));
  const fields = { name: 'name', scopes: 'scopes', allowed_ips: 'allowed_ips', rate_limit: 'rate_limit', expires_at: 'expires' };
  return failedForm({ ...failure, fields: mistakes }, { previous, values, fields });
}

export async function failedKey(failure: Failure, previous: KeyState, values: Record<string, string>): Promise<KeyState> {
  return { ...(await failedKeyChange(failure, previous, values)), secret: null, sample: '' };
}

function apiUrl(): string {
  return `${env().APP_URL}/api/v1`;
}

/** What each scope opens, for the example beside a new key; the first that it has is taken. */
const examples: Partial<Record<Scope, string>> = {
  'profile.read': '/users/me',
  'sessions.read': '/users/me/sessions',
  'activity.read': '/users/me/activity',
  'admin.dashboard.read': '/admin/dashboard',
  'admin.settings.read': '/admin/settings',
  'admin.users.read': '/admin/recovery-requests',
};

/** The command that uses a key. */
export function sampleCall(scopes: readonly string[]): string {
  return sampleOf(Object.entries(examples).find(([scope]) => scopes.includes(scope))?.[1] ?? '/users/me');
}

/** The key is taken from the environment: a command line ends up in files and in other people's lists. */
function sampleOf(path: string): string {
  return `curl ${apiUrl()}${path} \\\n  -H "Authorization: Bearer $GATEHOUSE_KEY"`;
}

/** What of an organization each scope opens, below it. */
const organizationExamples: Partial<Record<Scope, string>> = {
  'organization.read': '',
  'organization.members.read': '/members',
  'organization.invitations.read': '/invitations',
  'organization.domains.read': '/domains',
};

/** The command that uses a key of an organization. */
export function sampleOrganizationCall(id: string, scopes: readonly string[]): string {
  const path = Object.entries(organizationExamples).find(([scope]) => scopes.includes(scope))?.[1] ?? '';
  return sampleOf(`/organizations/${id}${path}`);
}

/** The command that asks for an access token with client credentials. */
export function sampleTokenRequest(clientId: string): string {
  return `curl ${apiUrl()}/auth/token \\\n  -u "${clientId}:$GATEHOUSE_SECRET" \\\n  -d grant_type=client_credentials`;
}

/** A secret as its page shows it. */
export function shownOnce(previous: KeyState, secret: string, sample: string): KeyState {
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'made', secret, sample };
}
