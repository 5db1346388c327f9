import type { Settings } from '#lib/settings/settings.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long things live, in seconds; what the settings say is in `sessionLifetimes`. */
export const lifetimes = {
  accessToken: 15 * minute,
  deviceCookie: 365 * day,
  trustedDevice: 30 * day,
  signInChallenge: 10 * minute,
  /** From leaving for a provider to coming back. */
  providerFlow: 15 * minute,
  offeredLink: 10 * minute,
  /** From choosing to add an account to having signed in with it. */
  addingAccount: 15 * minute,
  passkeyChallenge: 10 * minute,
  /** How long a proof counts for sensitive changes. */
  stepUp: 10 * minute,
  /** How long an administrator acts as somebody, at most. */
  impersonation: hour,
  /** A just-used refresh token gives its successor again to the same client. */
  refreshGrace: 10,
  /** last_seen_at is written at most this often. */
  lastSeenResolution: minute,
} as const;

export type SessionKind = { kind: 'browser' | 'api'; remember: boolean };

/**
 * How long a session lives that begins now, in seconds: its cookie's token or refresh token (`secret`), the session
 * however much it is used, and without any use (null: that does not end it).
 */
export function sessionLifetimes(policy: Settings['sessions'], { kind, remember }: SessionKind) {
  const remembered = policy.remember_days * day;
  if (kind === 'api')
    return { secret: remember ? remembered : policy.refresh_days * day, session: policy.application_days * day, idle: null };
  if (remember) return { secret: remembered, session: remembered, idle: null };
  const whole = policy.browser_hours * hour;
  return { secret: whole, session: whole, idle: policy.idle_minutes * minute };
}

export function secondsFromNow(seconds: number, now = new Date()): Date {
  return new Date(now.getTime() + seconds * 1000);
}
