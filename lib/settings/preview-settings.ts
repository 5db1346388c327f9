import type { SettingsPreviewShape } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { applyPatch, needsApproval } from './change-settings.ts';
import { countAffected } from './count-affected.ts';
import { loadSettings } from './read-settings.ts';
import { type SettingName, type SettingsPatch, settingsSchema } from './settings.ts';

/** Whom a change of the settings would affect, before it is made. */
export async function previewSettings(patch: SettingsPatch): Promise<SettingsPreviewShape> {
  const current = await loadSettings(db());
  const { values, changes } = applyPatch(current, patch);
  const after = settingsSchema.parse(values);
  const effects = await countAffected(Object.keys(changes) as SettingName[], { before: current.settings, after });
  return {
    changes: [...effects].map(([name, effect]) => ({ name, before: changes[name]?.before, after: changes[name]?.after, ...effect })),
    needs_approval: needsApproval(current.settings, after),
  };
}
