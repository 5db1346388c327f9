import type { SettingsShape } from '#lib/contracts/settings.ts';
import { readSettingsVersion, type SettingsVersion } from './read-settings.ts';
import { defaultSettings } from './settings.ts';

/** A version of the settings as the API shows it. */
export function presentSettings({ version, settings, changed, updatedAt, updatedById }: SettingsVersion): SettingsShape {
  return { version, settings, defaults: defaultSettings, changed, updated_at: updatedAt?.toISOString() ?? null, updated_by: updatedById };
}

/** The settings in force, for those who may see them. */
export async function describeSettings(): Promise<SettingsShape> {
  return presentSettings(await readSettingsVersion());
}
