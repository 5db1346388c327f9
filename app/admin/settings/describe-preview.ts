import { getTranslations } from 'next-intl/server';
import type { SettingsPreviewView } from '#components/admin/settings-state.ts';
import type { SettingsPreviewShape } from '#lib/contracts/settings.ts';
import { listRoleNames } from '#lib/roles/list-roles.ts';
import { settingNames } from '#lib/settings/settings.ts';
import { describeSetting } from './describe-setting.ts';

/** Whom a change of the settings would affect, in the reader's language. */
export async function describePreview({ changes, needs_approval: waits }: SettingsPreviewShape): Promise<SettingsPreviewView> {
  const [t, roleNames] = await Promise.all([getTranslations('settings.preview'), listRoleNames()]);
  const describeOne = await describeSetting(roleNames);
  const summary = t(changes.length === 0 ? 'nothing' : waits ? 'waits' : 'unsaved');
  return {
    summary,
    changes: changes.flatMap(({ name, before, after, effect, count }) => {
      const known = settingNames.find((each) => each === name);
      if (!known) return [];
      const { label, show } = describeOne(known);
      return [{ name, label, before: show(before), after: show(after), effect: t(`effects.${effect}`, { count: count ?? 0 }) }];
    }),
  };
}
