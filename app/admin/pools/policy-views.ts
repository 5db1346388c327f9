import { getTranslations } from 'next-intl/server';
import type { SettingGroupView } from '#components/admin/settings-form.tsx';
import type { PoolShape } from '#lib/contracts/pools.ts';
import { listRoleNames } from '#lib/roles/list-roles.ts';
import { readSettingsVersion } from '#lib/settings/read-settings.ts';
import { flattenSettings, policyGroupNames } from '#lib/settings/settings.ts';
import { describeSetting } from '../settings/describe-setting.ts';
import { settingViews } from '../settings/setting-views.ts';

/** The policies of a pool as the settings' form shows them: which are its own, and what they would be otherwise. */
export async function policyViews(pool: PoolShape): Promise<SettingGroupView[]> {
  const [t, { settings }, roles] = await Promise.all([getTranslations('pools'), readSettingsVersion(), listRoleNames()]);
  return settingViews({
    groups: policyGroupNames,
    values: flattenSettings(pool.policies),
    base: flattenSettings(settings),
    chosen: new Set(flattenSettings(pool.overrides).keys()),
    describeOne: await describeSetting(roles),
    reset: (name, value) => ({ text: t('inherit', { value }), label: t('inheritLabel', { name, value }) }),
  });
}
