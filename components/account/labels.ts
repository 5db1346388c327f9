import type { getTranslations } from 'next-intl/server';

type Translate = Awaited<ReturnType<typeof getTranslations<never>>>;

const roles = ['super_admin', 'admin', 'moderator', 'user', 'guest'] as const;
const methods = ['password', 'refresh', 'google', 'github', 'microsoft', 'oauth', 'email', 'sms', 'passkey', 'impersonation'] as const;

/** A role by its translated name; a custom role by what it is called, where that is known, or by its name. */
export function roleLabel(t: Translate, role: string, displayName = role): string {
  const known = roles.find((name) => name === role);
  return known ? t(`roles.${known}`) : displayName;
}

/** A way of signing in by its translated name; `oauth:acme` and other unknown ones by their own. */
export function methodLabel(t: Translate, method: string): string {
  const plain = method.replace(/^oauth:/, '');
  const known = methods.find((name) => name === plain);
  return known ? t(`methods.${known}`) : plain;
}

/** A second factor by its reference: a passkey is a proof of possession there, and hwk or swk where it signs in alone. */
const proofs = { otp: 'code', sms: 'sms', pop: 'passkey' } as const;

/** "Password + one-time code": how somebody signed in, with the second factor if one was proved (RFC 8176). */
export function proofLabel(t: Translate, { method, amr }: { method: string; amr: readonly string[] }): string {
  const first = methodLabel(t, method);
  if (!amr.includes('mfa') || method === 'passkey') return first;
  // The second factor's references come last, before `mfa`.
  const second = amr.findLast((reference) => Object.hasOwn(proofs, reference)) as keyof typeof proofs | undefined;
  return second ? t('sessions.twoSteps', { first, second: t(`sessions.proofs.${proofs[second]}`) }) : first;
}

export type Device = { type: string | null; os: string | null; browser: string | null };

/** "Firefox on Linux", as far as it is known. */
export function deviceLabel(t: Translate, device: Device): string {
  if (device.browser && device.os) return t('sessions.deviceName', { browser: device.browser, os: device.os });
  return device.browser ?? device.os ?? t('sessions.unknownDevice');
}
