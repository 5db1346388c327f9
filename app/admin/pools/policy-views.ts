import { getTranslations } from 'next-intl/server';
import { settingControls, settingText } from '#components/admin/setting-controls.ts';
import type { SettingGroupView } from '#components/admin/settings-form.tsx';
import type { PoolShape } from '#lib/contracts/pools.ts';
import { listRoleNames } from '#lib/roles/list-roles.ts';
import { readSettingsVersion } from '#lib/settings/read-settings.ts';
import { flattenSettings, policyGroupNames, policyNames } from '#lib/settings/settings.ts';
import { describeSetting } from '../settings/describe-setting.ts';

/** The policies of a pool as the settings' form shows them: which are its own, and what they would be otherwise. */
export async function policyViews(pool: PoolShape): Promise<SettingGroupView[]> {
  const [t, settings, { settings: base }, roles] = await Promise.all([
    getTranslations('pools'),
    getTranslations('settings'),
    readSettingsVersion(),
    listRoleNames(),
  ]);
  const describeOne = await describeSetting(roles);
  const [values, inherited, own] = [flattenSettings(pool.policies), flattenSettings(base), flattenSettings(pool.overrides)];
  return policyGroupNames.map((group) => ({
    id: group,
    title: settings(`groups.${group}.title`),
    text: settings(`groups.${group}.text`),
    settings: policyNames
      .filter((name) => name.startsWith(`${group}.`))
      .map((name) => {
        const { label, hint, options, show } = describeOne(name);
        const value = show(inherited.get(name));
        const reset = { text: t('inherit', { value }), label: t('inheritLabel', { name: label, value }) };
        return {
          name,
          control: settingControls[name],
          label,
          hint,
          options,
          value: settingText(values.get(name)),
          isChanged: own.has(name),
          reset,
        };
      }),
  }));
}
