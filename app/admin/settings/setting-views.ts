import { getTranslations } from 'next-intl/server';
import { settingControls, settingText } from '#components/admin/setting-controls.ts';
import type { SettingGroupView } from '#components/admin/settings-form.tsx';
import { type SettingGroup, type SettingName, settingNames } from '#lib/settings/settings.ts';
import type { SettingDescription } from './describe-setting.ts';

type Shown = {
  groups: readonly SettingGroup[];
  values: ReadonlyMap<SettingName, unknown>;
  /** What they would be, had nobody chosen anything here. */
  base: ReadonlyMap<SettingName, unknown>;
  chosen: ReadonlySet<SettingName>;
  describeOne: (name: SettingName) => SettingDescription;
  /** The words of the button that takes the base's value again: its text, and its name for who cannot see the setting beside it. */
  reset: (setting: string, value: string) => { text: string; label: string };
};

/** Settings as their form shows them, by group. */
export async function settingViews({ groups, values, base, chosen, describeOne, reset }: Shown): Promise<SettingGroupView[]> {
  const t = await getTranslations('settings');
  const view = (name: SettingName) => {
    const { label, hint, show, options } = describeOne(name);
    const isChanged = chosen.has(name);
    return {
      ...{ name, label, hint, options, isChanged },
      control: settingControls[name],
      value: settingText(values.get(name)),
      reset: reset(label, show(base.get(name))),
    };
  };
  return groups.map((id) => ({
    id,
    title: t(`groups.${id}.title`),
    text: t(`groups.${id}.text`),
    settings: settingNames.filter((name) => name.startsWith(`${id}.`)).map(view),
  }));
}
