import { getTranslations } from 'next-intl/server';
import type { KeyFormTexts } from '#components/keys/key-form.tsx';
import type { ScopeGroup } from '#components/keys/scope-choice.tsx';
import { env } from '#lib/env.ts';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { allOwnScopes, type Scope } from '#lib/roles/scopes.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { formErrorTexts } from './form-texts.ts';

/** Where the API is, as programs call it. */
export function apiUrl(): string {
  return `${env().APP_URL}/api/v1`;
}

/** What a new key and its example say. */
export async function newSecretTexts() {
  const [t, common] = await Promise.all([getTranslations('apiKeys'), getTranslations('common')]);
  return {
    title: t('newTitle'),
    headline: t('newHeadline'),
    warning: t('newWarning'),
    copy: common('copy'),
    copied: common('copied'),
    sample: t('sample'),
    done: t('done'),
  };
}

export async function keyFormTexts(): Promise<KeyFormTexts> {
  const [t, error, secret] = await Promise.all([getTranslations('apiKeys'), formErrorTexts(), newSecretTexts()]);
  return {
    name: t('name'),
    nameHint: t('nameHint'),
    scopes: t('scopes'),
    expiry: t('expiry'),
    expiryHint: t('expiryHint'),
    allowedIps: t('allowedIps'),
    allowedIpsHint: t('allowedIpsHint'),
    submit: t('make'),
    pending: t('making'),
    error,
    secret,
  };
}

/** The scopes that a key can be given by somebody who holds these permissions, or a service account that holds them. */
export async function scopeGroups(held: readonly string[], kind: 'user' | 'service_account'): Promise<ScopeGroup[]> {
  const t = await getTranslations('apiKeys');
  const labelled = (scopes: readonly Scope[]) =>
    scopes.map((name) => ({ name, label: t(`scopeNames.${name}` as 'scopeNames.profile.read') }));
  const permissions = allPermissions.filter((permission) => held.includes(permission));
  const none = kind === 'user' ? t('noPermissions') : t('noServicePermissions');
  const admin: ScopeGroup = {
    id: 'permissions',
    title: t('groupPermissions'),
    text: permissions.length > 0 ? t(kind === 'user' ? 'permissionsText' : 'servicePermissionsText') : none,
    scopes: labelled(permissions),
  };
  if (kind === 'service_account') return [admin];
  return [{ id: 'own', title: t('groupOwn'), text: t('ownText'), scopes: labelled(allOwnScopes) }, admin];
}

const lives = [7, 30, 90, 365];

/** How long a new key may be good, as far as the settings allow, and which of these is offered first. */
export async function keyExpiries(): Promise<{ expiries: { value: string; label: string }[]; expiry: string }> {
  const [t, { api_keys: policy }] = await Promise.all([getTranslations('apiKeys'), readSettings()]);
  const { max_days: most } = policy;
  const allowed = lives.filter((days) => most === 0 || days < most);
  const longest = { value: '', label: most === 0 ? t('never') : t('longest', { days: most }) };
  const expiries = [...allowed.map((days) => ({ value: String(days), label: t('days', { days }) })), longest];
  return { expiries, expiry: allowed.includes(90) ? '90' : '' };
}

/** How long an old secret may stay beside its successor. */
export async function overlapChoices(): Promise<{ value: string; label: string }[]> {
  const t = await getTranslations('apiKeys');
  return (['0', '3600', '86400', '604800'] as const).map((value) => ({ value, label: t(`overlaps.${value}`) }));
}
