import { db } from '#lib/db/client.ts';
import { fieldError } from '#lib/errors.ts';
import { knownSettings } from './read-settings.ts';
import { flattenSettings, nestSettings, type SettingsPatch, settingNames } from './settings.ts';

/**
 * The change that brings back the settings as an earlier version had them; 0: as before the first change. What was not
 * chosen then, or is not understood any more, has its default. VALIDATION_FAILED where there is no such version.
 */
export async function patchToVersion(version: number): Promise<SettingsPatch> {
  const row = version === 0 ? { values: {} } : await db().setting.findUnique({ where: { version }, select: { values: true } });
  if (!row) throw fieldError('version', 'unknown_version', 'There is no such version of the settings.');
  const chosen = flattenSettings(knownSettings(row.values));
  return nestSettings(new Map(settingNames.map((name) => [name, chosen.get(name) ?? null]))) as SettingsPatch;
}
