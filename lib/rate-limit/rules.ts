import type { LimitName } from '#lib/env/limits.ts';

/**
 * Which limit a request falls under. Each endpoint has a bucket of its own under its rule, so that registering does
 * not eat the budget of asking for a new password; a page and the endpoint its form calls share one bucket.
 */
export type LimitRule = { name: LimitName; bucket: string };

const auth = '/api/v1/auth';

const loginRule = {
  [`${auth}/login`]: 'login',
  [`${auth}/2fa/verify`]: 'second-factor',
  [`${auth}/2fa/challenge`]: 'second-factor-code',
  [`${auth}/otp/verify`]: 'otp-verify',
  [`${auth}/passkeys/verify`]: 'passkey-verify',
  [`${auth}/magic-link/verify`]: 'magic-link-verify',
  '/login': 'login',
  '/challenge': 'second-factor',
  // The page's other form asks for the mail: `route()` then counts that endpoint's bucket itself.
  '/magic-link': 'magic-link-verify',
  // As on /magic-link: the form that asks for the message is counted by `route()`.
  '/text-message': 'otp-verify',
  '/step-up': 'step-up',
  [`${auth}/step-up/verify`]: 'step-up',
  [`${auth}/change-password`]: 'change-password',
  '/api/v1/users/me/phone/confirm': 'phone-confirm',
};

const registerRule = {
  [`${auth}/register`]: 'register',
  [`${auth}/magic-link`]: 'magic-link',
  [`${auth}/otp`]: 'otp',
  [`${auth}/forgot-password`]: 'forgot-password',
  [`${auth}/resend-verification`]: 'resend-verification',
  [`${auth}/recovery`]: 'recovery',
  '/recovery': 'recovery',
  '/register': 'register',
  '/forgot-password': 'forgot-password',
};

const resetRule = {
  [`${auth}/reset-password`]: 'reset-password',
  [`${auth}/verify-email`]: 'verify-email',
  [`${auth}/secure-account`]: 'secure-account',
  [`${auth}/setup`]: 'setup',
  [`${auth}/recovery/confirm`]: 'recovery-link',
  [`${auth}/recovery/cancel`]: 'recovery-link',
  [`${auth}/recovery/complete`]: 'recovery-link',
  '/recovery/confirm': 'recovery-link',
  '/recovery/cancel': 'recovery-link',
  '/recovery/complete': 'recovery-link',
  [`${auth}/email-change/confirm`]: 'email-change',
  [`${auth}/email-change/revert`]: 'email-change',
  '/api/v1/users/me/email/confirm': 'email-change',
  '/confirm-email': 'email-change',
  '/revert-email': 'email-change',
  '/reset-password': 'reset-password',
  '/secure-account': 'secure-account',
  // The page's second form, "send it again", calls resend-verification, whose bucket `route()` then counts itself.
  '/verify-email': 'verify-email',
  '/setup': 'setup',
};

/** The sign-in page asks for these whenever it opens: that must not eat what else an address may ask. */
const optionsRule = { [`${auth}/passkeys/options`]: 'passkey-options' };

const postRules = new Map<string, LimitRule>(
  Object.entries({ login: loginRule, register: registerRule, reset: resetRule, anonymous: optionsRule }).flatMap(([name, paths]) =>
    Object.entries(paths).map(([path, bucket]) => [path, { name: name as LimitName, bucket }] as const),
  ),
);

/** One spelling per path, or `/api//v1/auth/%6Cogin` would be counted apart from the path that the router serves. */
function normalised(pathname: string): string {
  let path = pathname;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    // A broken escape matches no route either; count it as it stands.
  }
  path = path.replace(/\/{2,}/g, '/').toLowerCase();
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** True for paths whose refusals are JSON and which are never a page. */
export function isApiPath(pathname: string): boolean {
  return /^\/api(\/|$)/.test(normalised(pathname));
}

/**
 * The limit per address that a request falls under, or null where none applies: pages that are only read, health
 * checks, `/.well-known`, and API requests that carry credentials. The last are counted per role once the caller is
 * known, and as `anonymous` / `api` when the credentials turn out to be worthless.
 */
export function limitRule(method: string, pathname: string, hasCredentials: boolean): LimitRule | null {
  const path = normalised(pathname);
  const special = method === 'POST' ? postRules.get(path) : undefined;
  if (special) return special;
  if (/^\/api\/health(\/|$)/.test(path) || !isApiPath(path)) return null;
  // next-auth's own mount does not pass route(), so nobody would count a caller with credentials there.
  if (/^\/api\/auth(\/|$)/.test(path)) return { name: 'anonymous', bucket: 'provider-sign-in' };
  return hasCredentials ? null : anonymousRule;
}

/** Everything under `/api` without valid credentials: one budget per address. */
export const anonymousRule: LimitRule = { name: 'anonymous', bucket: 'api' };
