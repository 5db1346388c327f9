import { ServiceError } from '#lib/errors.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';

/**
 * What an admin can turn off for everybody. A password, a provider and a passkey cannot be. Without `app_factor` an
 * authenticator app no longer counts as the second factor that is required, and is not asked for beside a passkey.
 */
export type SwitchableMethod = 'sign_up' | 'email_sign_in' | 'sms_sign_in' | 'app_factor' | 'email_factor' | 'sms_factor';

/**
 * Which methods the policy of a pool leaves: `phishing_resistant_only` turns off everything that a person can be made to read out
 * or to forward. Pages ask this for what they show, services for what they do (`requireAllowedMethod`).
 */
export async function allowedMethods(pool: string): Promise<Record<SwitchableMethod, boolean>> {
  const { factors, sign_in: signIn } = await readPolicies(pool);
  const phishable = !factors.phishing_resistant_only;
  return {
    sign_up: signIn.sign_up === 'open',
    email_sign_in: phishable,
    sms_sign_in: phishable,
    app_factor: phishable,
    email_factor: phishable,
    sms_factor: phishable,
  };
}

/** FORBIDDEN with the reason `method_turned_off`, the same for everybody, before anything about an account is looked at. */
export async function requireAllowedMethod(pool: string, method: SwitchableMethod): Promise<void> {
  if ((await allowedMethods(pool))[method]) return;
  throw new ServiceError('FORBIDDEN', {
    message: 'The administrators of this service have turned this off.',
    details: { reason: 'method_turned_off', method },
  });
}
