import type { getTranslations } from 'next-intl/server';
import { methodLabel } from './labels.ts';

type Translate = Awaited<ReturnType<typeof getTranslations<never>>>;

const reasons = [
  'wrong_password',
  'locked',
  'device_locked',
  'email_not_verified',
  'suspended',
  'invalid_token',
  'invalid_code',
  'invalid_challenge',
  'reset',
  'changed',
  'one',
  'others',
  'all',
  'session',
  'mail',
  'impersonating',
  'same_factor',
  'unknown_account',
  'deletion_scheduled',
  'passkey_challenge',
  'passkey_malformed',
  'passkey_unknown',
  'passkey_signature',
  'passkey_backup_eligibility',
  'passkey_counter',
] as const;
const factors = ['totp', 'backup_code', 'sms', 'email', 'passkey', 'password'] as const;

function factorLabel(t: Translate, name: string): string | null {
  const known = factors.find((factor) => factor === name);
  return known ? t(`activity.factors.${known}`) : null;
}

/** `password+totp` → "Password + authenticator app" */
function wayLabel(t: Translate, way: string): string {
  const [method = '', factor = ''] = way.split('+');
  const [first, second] = [methodLabel(t, method), factorLabel(t, factor)];
  return second ? t('sessions.twoSteps', { first, second }) : first;
}

/** What an event's reason means to the person it is about; null where it says nothing more than the event itself. */
export function reasonLabel(t: Translate, { action, reason }: { action: string; reason: string | null }): string | null {
  if (!reason) return null;
  if (action === 'session.created') return wayLabel(t, reason);
  if (reason.startsWith('oauth:')) return methodLabel(t, reason.split(':').slice(0, 2).join(':'));
  const known = reasons.find((each) => each === reason);
  if (known) return t(`activity.reasons.${known}`);
  return factorLabel(t, reason.replace(/^wrong_/, ''));
}
