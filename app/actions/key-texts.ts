import { getFormatter, getTranslations } from 'next-intl/server';
import type { KeyChangeTexts } from '#components/keys/key-change-form.tsx';
import { type KeyFieldTexts, unchangedEnd } from '#components/keys/key-fields.tsx';
import type { KeyFormTexts } from '#components/keys/key-form.tsx';
import type { NewSecretTexts } from '#components/keys/new-secret.tsx';
import type { RotateTexts } from '#components/keys/rotate-form.tsx';
import type { ScopeGroup } from '#components/keys/scope-choice.tsx';
import type { KeyOwner } from '#lib/api-keys/key-owner.ts';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { allOwnScopes, type Scope } from '#lib/roles/scopes.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { formErrorTexts } from './form-texts.ts';

/** What a new secret and its example say. */
export async function newSecretTexts(kind: 'api_key' | 'client_secret'): Promise<NewSecretTexts> {
  const [t, common] = await Promise.all([getTranslations('apiKeys'), getTranslations('common')]);
  const isKey = kind === 'api_key';
  return {
    title: t(isKey ? 'newTitle' : 'newSecretTitle'),
    headline: t(isKey ? 'newHeadline' : 'newSecretHeadline'),
    warning: t('newWarning'),
    copy: common('copy'),
    copied: common('copied'),
    sample: t(isKey ? 'sample' : 'secretSample'),
    done: t('done'),
  };
}

async function keyFieldTexts(): Promise<KeyFieldTexts> {
  const t = await getTranslations('apiKeys');
  return {
    name: t('name'),
    nameHint: t('nameHint'),
    expiry: t('expiry'),
    expiryHint: t('expiryHint'),
    allowedIps: t('allowedIps'),
    allowedIpsHint: t('allowedIpsHint'),
    limit: t('limit'),
    limitHint: t('limitHint'),
  };
}

/** What the page says that changes a key. */
export async function keyChangeTexts(): Promise<KeyChangeTexts> {
  const [t, error, fields] = await Promise.all([getTranslations('apiKeys'), formErrorTexts(), keyFieldTexts()]);
  return { ...fields, submit: t('changeSubmit'), pending: t('changing'), error };
}

export async function keyFormTexts(): Promise<KeyFormTexts> {
  const [t, error, secret, fields] = await Promise.all([
    getTranslations('apiKeys'),
    formErrorTexts(),
    newSecretTexts('api_key'),
    keyFieldTexts(),
  ]);
  return {
    ...fields,
    scopes: t('scopes'),
    submit: t('make'),
    pending: t('making'),
    error,
    secret,
  };
}

/** What the page says that replaces a key by a new one. */
export async function rotateKeyTexts(): Promise<RotateTexts> {
  const [t, error, secret] = await Promise.all([getTranslations('apiKeys'), formErrorTexts(), newSecretTexts('api_key')]);
  return {
    text: t('rotateText'),
    overlap: t('overlap'),
    overlapHint: t('overlapHint'),
    submit: t('rotateSubmit'),
    pending: t('making'),
    error,
    secret,
  };
}

async function labelled(scopes: readonly Scope[]): Promise<ScopeGroup['scopes']> {
  const t = await getTranslations('apiKeys');
  return scopes.map((name) => ({ name, label: t(`scopeNames.${name}` as 'scopeNames.profile.read') }));
}

/** The permissions that somebody holds, to choose from. */
export async function heldPermissions(held: readonly string[]): Promise<ScopeGroup[]> {
  const t = await getTranslations('apiKeys');
  const scopes = await labelled(allPermissions.filter((permission) => held.includes(permission)));
  return [{ id: 'permissions', title: t('groupPermissions'), text: t('heldText'), scopes }];
}

/** The scopes that a key can be given by somebody who holds these permissions, there or in general, or of a service account that does. */
export async function scopeGroups(held: readonly string[], kind: KeyOwner['type']): Promise<ScopeGroup[]> {
  const t = await getTranslations('apiKeys');
  const scopes = await labelled(allPermissions.filter((permission) => held.includes(permission)));
  const id = 'permissions';
  const title = t('groupPermissions');
  if (kind === 'service_account') return [{ id, title, text: t('servicePermissionsText'), scopes }];
  if (kind === 'organization') return [{ id, title: t('groupOrganization'), text: t('organizationPermissionsText'), scopes }];
  const text = t(scopes.length > 0 ? 'permissionsText' : 'noPermissions');
  return [
    { id: 'own', title: t('groupOwn'), text: t('ownText'), scopes: await labelled(allOwnScopes) },
    { id, title, text, scopes },
  ];
}

const day = 24 * 60 * 60 * 1000;
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

/**
 * How long a key may be good from now on, as far as the settings allow: first as it is. None for one that was replaced or
 * has expired.
 */
export async function keyEnds(key: ApiKeyShape, timezone: string): Promise<{ value: string; label: string }[]> {
  const [t, format, { api_keys: policy }] = await Promise.all([getTranslations('apiKeys'), getFormatter(), readSettings()]);
  const now = Date.now();
  const end = key.expires_at === null ? null : new Date(key.expires_at);
  if (key.rotated_at !== null || (end && end.getTime() <= now)) return [];
  const when = end
    ? t('ends', { when: format.dateTime(end, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }) })
    : t('noEnd');
  // The settings count from the day it was made; an earlier end than it has is always allowed.
  const latest = policy.max_days === 0 ? Number.POSITIVE_INFINITY : new Date(key.created_at).getTime() + policy.max_days * day;
  const most = Math.max(latest, end?.getTime() ?? Number.POSITIVE_INFINITY);
  const allowed = lives.filter((days) => now + days * day < most);
  const longest = { value: '', label: policy.max_days === 0 ? t('never') : t('longest', { days: policy.max_days }) };
  const choices = allowed.map((days) => ({ value: String(days), label: t('days', { days }) }));
  return [{ value: unchangedEnd, label: t('keep', { end: when }) }, ...choices, ...(end && latest > now ? [longest] : [])];
}

/** How long an old secret may stay beside its successor. */
export async function overlapChoices(): Promise<{ value: string; label: string }[]> {
  const t = await getTranslations('apiKeys');
  return (['0', '3600', '86400', '604800'] as const).map((value) => ({ value, label: t(`overlaps.${value}`) }));
}
