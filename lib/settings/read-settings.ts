import { type Database, db } from '#lib/db/client.ts';
import { freshCopy } from '#lib/db/fresh-copy.ts';
import { logger } from '#lib/observability/logger.ts';
import {
  findSettingField,
  flattenSettings,
  type PolicyGroup,
  type SettingGroup,
  type SettingName,
  type Settings,
  settingNames,
  settingsSchema,
} from './settings.ts';

/** The settings in force. Version 0: nobody has changed anything yet. */
export type SettingsVersion = {
  version: number;
  settings: Settings;
  /** What differs from its default. */
  changed: SettingName[];
  updatedAt: Date | null;
  updatedById: string | null;
};

/**
 * A stored value that this version does not understand counts as not set, and the log says so: after an update or
 * a step back the installation has to run, not to answer 500.
 */
export function knownSettings(values: unknown): Partial<Record<SettingGroup, Record<string, unknown>>> {
  const known: Record<string, Record<string, unknown>> = {};
  const stored = (typeof values === 'object' && values !== null ? values : {}) as Record<SettingGroup, Record<string, unknown>>;
  for (const [name, value] of flattenSettings(stored)) {
    const [group = '', field = ''] = name.split('.');
    if (findSettingField(name)?.safeParse(value).success) known[group] = { ...known[group], [field]: value };
    else logger().error({ part: 'settings', setting: name }, 'a stored setting is not known or not valid; its default counts');
  }
  return known;
}

function parseStored(values: unknown): Pick<SettingsVersion, 'settings' | 'changed'> {
  const known = knownSettings(values);
  return { settings: settingsSchema.parse(known), changed: settingNames.filter((name) => flattenSettings(known).has(name)) };
}

/** Reads the newest version from the database. */
export async function loadSettings(database: Database): Promise<SettingsVersion> {
  const row = await database.setting.findFirst({ orderBy: { version: 'desc' } });
  return {
    version: row?.version ?? 0,
    ...parseStored(row?.values),
    updatedAt: row?.createdAt ?? null,
    updatedById: row?.changedById ?? null,
  };
}

const copy = freshCopy('settings', () => loadSettings(db()));

/**
 * The settings in force, at most a second old on every instance. Throws where the database is down: a policy that cannot
 * be read is not lifted.
 */
export function readSettingsVersion(): Promise<SettingsVersion> {
  return copy.read();
}

/** What is the same for everybody, at most a second old. What each pool can have otherwise: `readPolicies` (lib/pools). */
export async function readSettings(): Promise<Omit<Settings, PolicyGroup>> {
  return (await readSettingsVersion()).settings;
}

/** The next reader asks the database: this process has just changed something. */
export function forgetSettings(): void {
  copy.forget();
}
