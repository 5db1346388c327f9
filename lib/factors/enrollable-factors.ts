import { readSettings } from '#lib/settings/read-settings.ts';

export type EnrollableFactor = 'passkey' | 'totp';

/** The second factors that count and that somebody can set up now, best first. */
export async function enrollableFactors(): Promise<EnrollableFactor[]> {
  const { factors } = await readSettings();
  return factors.phishing_resistant_only ? ['passkey'] : ['passkey', 'totp'];
}
