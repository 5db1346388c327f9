import type { Actor } from '#lib/sessions/actor.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';

export type EnrollableFactor = 'passkey' | 'totp' | 'sms' | 'email';

/** The second factors that would count and that this person can set up now, the strongest first. */
export async function enrollableFactors({ user }: Actor): Promise<EnrollableFactor[]> {
  const allowed = await allowedMethods(user.pool);
  const possible = {
    passkey: true,
    totp: allowed.app_factor,
    sms: allowed.sms_factor && user.phoneVerifiedAt !== null,
    email: allowed.email_factor,
  };
  return (['passkey', 'totp', 'sms', 'email'] as const).filter((method) => possible[method]);
}
