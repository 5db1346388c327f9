import type { Locale } from './locales.ts';
import type en from './messages/en.json';

// Makes every message key a type: a misspelt one does not compile.
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof en;
  }
}
