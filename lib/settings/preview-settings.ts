import type { Changes } from '#lib/audit/changes.ts';
import type { SettingsPreviewShape } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { policiesWith, readPools } from '#lib/pools/read-pools.ts';
import { applyPatch, needsApproval } from './change-settings.ts';
import { countAffected, type Whole } from './count-affected.ts';
import { loadSettings } from './read-settings.ts';
import { type SettingName, type SettingsPatch, settingsSchema } from './settings.ts';

/** What changes of settings mean, and to how many. */
export async function presentEffects(changes: Changes, whole: Whole): Promise<SettingsPreviewShape['changes']> {
  const effects = await countAffected(Object.keys(changes) as SettingName[], whole);
  return [...effects].map(([name, effect]) => ({ name, before: changes[name]?.before, after: changes[name]?.after, ...effect }));
}

/** Whom a change of the settings would affect, before it is made. */
export async function previewSettings(patch: SettingsPatch): Promise<SettingsPreviewShape> {
  const current = await loadSettings(db());
  const { values, changes } = applyPatch(current, patch);
  const after = settingsSchema.parse(values);
  const all = await readPools();
  const pools = all.map(({ name, overrides }) => ({
    pool: all.length > 1 ? name : null,
    before: policiesWith(current.settings, overrides),
    after: policiesWith(after, overrides),
  }));
  return { changes: await presentEffects(changes, { after, pools }), needs_approval: needsApproval(current.settings, after) };
}
