import { getFormatter, getTranslations } from 'next-intl/server';
import { type SettingControl, settingControls } from '#components/admin/setting-controls.ts';
import type { SettingName } from '#lib/settings/settings.ts';

export type SettingDescription = {
  label: string;
  hint: string;
  options: { value: string; label: string }[];
  /** Any value of this setting in words. */
  show: (value: unknown) => string;
};

/** What each setting is called, means and can be, in the reader's language. */
export async function describeSetting(): Promise<(name: SettingName) => SettingDescription> {
  const [t, format] = await Promise.all([getTranslations('settings'), getFormatter()]);
  return (name) => {
    const control: SettingControl = settingControls[name];
    const optionText = (value: string) => t(`fields.${name}.options.${value}` as 'fields.sign_in.sign_up.options.open');
    const show = (value: unknown) => {
      if (typeof value === 'boolean') return t(value ? 'on' : 'off');
      if (typeof value === 'number') return format.number(value);
      if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return t('none');
      if (Array.isArray(value)) return format.list(value.map(String), { type: 'unit' });
      if (control.kind === 'day') return format.dateTime(new Date(`${value}T00:00:00Z`), { dateStyle: 'medium', timeZone: 'UTC' });
      return control.kind === 'choice' && control.options.includes(String(value)) ? optionText(String(value)) : String(value);
    };
    return {
      label: t(`fields.${name}.label`),
      hint: t(`fields.${name}.hint`),
      options: control.kind === 'choice' ? control.options.map((value) => ({ value, label: optionText(value) })) : [],
      show,
    };
  };
}
