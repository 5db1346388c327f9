export type Theme = 'system' | 'light' | 'dark';

export const themeCookie = 'gatehouse-theme';

/** The theme a person chose; without a choice the system decides. */
export function parseTheme(value: unknown): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
