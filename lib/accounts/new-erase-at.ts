import { readSettings } from '#lib/settings/read-settings.ts';

/** When an account that is deleted now is erased for good. */
export async function newEraseAt(): Promise<Date> {
  const { accounts } = await readSettings();
  return new Date(Date.now() + accounts.deletion_grace_days * 86_400_000);
}
