import { db } from '#lib/db/client.ts';
import { type SettingName, settingNames } from './settings.ts';

export type SettingsChange = {
  version: number;
  createdAt: Date;
  changedById: string | null;
  /** Null where it took nobody else. */
  approvedById: string | null;
  changes: { name: SettingName; before: unknown; after: unknown }[];
};

/** The latest changes, newest first. What was changed and is no setting any more is left out. */
export async function listSettingsHistory(limit: number): Promise<SettingsChange[]> {
  const rows = await db().setting.findMany({ orderBy: { version: 'desc' }, take: limit });
  return rows.map(({ version, createdAt, changedById, approvedById, changes }) => {
    const made = changes as Record<string, { before: unknown; after: unknown } | undefined>;
    const known = settingNames.flatMap((name) => {
      const change = made[name];
      return change ? [{ name, ...change }] : [];
    });
    return { version, createdAt, changedById, approvedById, changes: known };
  });
}
