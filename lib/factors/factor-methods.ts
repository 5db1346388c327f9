import { allowedMethods } from '#lib/settings/allowed-methods.ts';

/** What a code can prove as a second factor, the strongest first. Whatever offers or accepts one asks this list. */
export const factorMethods = ['totp', 'sms', 'email'] as const;

export type FactorMethod = (typeof factorMethods)[number];

/** Factors whose code we send. */
export type SentFactorMethod = Extract<FactorMethod, 'sms' | 'email'>;

/**
 * The methods that are a second factor beside this first one, as far as the policy leaves them. Whoever signed in through
 * the mailbox, or with a text message, proved nothing new with another code from the same place.
 */
export async function methodsBeside<Method extends string>(
  pool: string,
  methods: readonly Method[],
  firstMethod: string,
): Promise<Method[]> {
  const allowed = await allowedMethods(pool);
  const off = new Set<string>([
    ...(allowed.sms_factor ? [] : ['sms']),
    ...(allowed.email_factor ? [] : ['email']),
    // Asked for where there is nothing better: without it whoever has only an app would get in with less than before.
    ...(allowed.app_factor || !methods.some((method) => method === 'passkey') ? [] : ['totp']),
    ...(firstMethod === 'sms' || firstMethod === 'email' ? [firstMethod] : []),
  ]);
  return methods.filter((method) => !off.has(method));
}
