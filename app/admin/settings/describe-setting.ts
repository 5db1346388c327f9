import { getFormatter, getTranslations } from 'next-intl/server';
import { roleLabel } from '#components/account/labels.ts';
import { type SettingControl, settingControls } from '#components/admin/setting-controls.ts';
import type { SettingName } from '#lib/settings/settings.ts';

export type SettingDescription = {
  label: string;
  hint: string;
  options: { value: string; label: string }[];
  /** Any value of this setting in words. */
  show: (value: unknown) => string;
};

/** What each setting is called, means and can be, in the reader's language. `roles` are all there are. */
export async function describeSetting(
  roles: readonly { name: string; displayName: string }[],
): Promise<(name: SettingName) => SettingDescription> {
  const [t, every, format] = await Promise.all([getTranslations('settings'), getTranslations(), getFormatter()]);
  const roleText = (name: string) => roleLabel(every, name, roles.find((role) => role.name === name)?.displayName);
  return (name) => {
    const control: SettingControl = settingControls[name];
    const optionText = (value: string) => t(`fields.${name}.options.${value}` as 'fields.sign_in.sign_up.options.open');
    const choices = () => {
      if (control.kind === 'choice' || control.kind === 'choices')
        return control.options.map((value) => ({ value, label: optionText(value) }));
      return control.kind === 'roles' ? roles.map(({ name: value }) => ({ value, label: roleText(value) })) : [];
    };
    const show = (value: unknown) => {
      if (typeof value === 'boolean') return t(value ? 'on' : 'off');
      if (typeof value === 'number') return format.number(value);
      if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return t('none');
      if (Array.isArray(value)) {
        const names = value.map(String);
        const textOf = { roles: roleText, choices: optionText, list: String }[control.kind as 'roles' | 'choices' | 'list'];
        return format.list(names.map(textOf), { type: 'unit' });
      }
      if (control.kind === 'day') return format.dateTime(new Date(`${value}T00:00:00Z`), { dateStyle: 'medium', timeZone: 'UTC' });
      return control.kind === 'choice' && control.options.includes(String(value)) ? optionText(String(value)) : String(value);
    };
    return {
      label: t(`fields.${name}.label`),
      hint: t(`fields.${name}.hint`),
      options: choices(),
      show,
    };
  };
}
