import { Monitor, Moon, Sun } from 'lucide-react';
import { getLocale, getTranslations } from 'next-intl/server';
import { localeNames, locales } from '#lib/i18n/locales.ts';
import type { Theme } from './theme.ts';

type PreferencesBarProps = {
  theme: Theme;
  /** Where to go back to from a page that sends no referrer; where a script runs it puts the address of the moment there. */
  returnTo?: string;
  className?: string;
};

const icons = { system: Monitor, light: Sun, dark: Moon };
const group = 'inline-flex items-center gap-0.5 rounded-full border border-line bg-surface p-0.5';
const choice =
  'inline-flex h-7 min-w-7 items-center justify-center rounded-full px-2 text-faint text-xs font-medium transition-colors hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink dark:aria-pressed:bg-raised';

/** Language and theme: two small forms that work without a script; with one the theme changes at once. */
export async function PreferencesBar({ theme, returnTo = '', className = '' }: PreferencesBarProps) {
  const [t, current] = await Promise.all([getTranslations('preferences'), getLocale()]);
  return (
    <div className={`flex flex-wrap items-center gap-2.5 ${className}`}>
      <form method="post" action="/preferences" data-return aria-label={t('language')} className={group}>
        <input type="hidden" name="return_to" defaultValue={returnTo} />
        {locales.map((locale) => (
          <button
            key={locale}
            type="submit"
            name="locale"
            value={locale}
            lang={locale}
            aria-pressed={locale === current}
            className={choice}
          >
            {localeNames[locale]}
          </button>
        ))}
      </form>
      <form method="post" action="/preferences" data-return aria-label={t('theme')} className={group}>
        <input type="hidden" name="return_to" defaultValue={returnTo} />
        {(['system', 'light', 'dark'] as const).map((name) => {
          const Icon = icons[name];
          return (
            <button
              key={name}
              type="submit"
              name="theme"
              value={name}
              data-theme-choice
              aria-pressed={name === theme}
              aria-label={t(name)}
              title={t(name)}
              suppressHydrationWarning
              className={choice}
            >
              <Icon aria-hidden className="size-3.5" />
            </button>
          );
        })}
      </form>
    </div>
  );
}
