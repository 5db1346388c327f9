const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long things live, in seconds. */
export const lifetimes = {
  accessToken: 15 * minute,
  refreshToken: 7 * day,
  refreshTokenRemembered: 30 * day,
  /** However often it is refreshed, an application's session ends after this. */
  apiSessionAbsolute: 90 * day,
  browserSession: 24 * hour,
  browserSessionIdle: 60 * minute,
  browserSessionRemembered: 30 * day,
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
  /** A just-used refresh token gives its successor again to the same client. */
  refreshGrace: 10,
  /** last_seen_at is written at most this often. */
  lastSeenResolution: minute,
} as const;

export function secondsFromNow(seconds: number, now = new Date()): Date {
  return new Date(now.getTime() + seconds * 1000);
}
