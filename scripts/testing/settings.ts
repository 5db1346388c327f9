import { db } from '#lib/db/client.ts';
import { forgetSettings } from '#lib/settings/read-settings.ts';
import type { SettingsPatch } from '#lib/settings/settings.ts';

/** Puts these settings in force, and the defaults for all others, as a new version that nobody made. */
export async function putSettings(values: SettingsPatch): Promise<void> {
  const newest = await db().setting.findFirst({ orderBy: { version: 'desc' }, select: { version: true } });
  await db().setting.create({ data: { version: (newest?.version ?? 0) + 1, values: values as object, changes: {} } });
  forgetSettings();
}
