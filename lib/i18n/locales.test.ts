import { describe, expect, it } from 'vitest';
import { pickLocale } from './locales.ts';

describe('pickLocale', () => {
  it('prefers a known cookie over everything', () => expect(pickLocale('de', 'en')).toBe('de'));
  it('ignores an unknown cookie', () => expect(pickLocale('xx', 'de-AT, en;q=0.8')).toBe('de'));
  it('follows the weights of Accept-Language', () => expect(pickLocale(undefined, 'fr, en;q=0.4, de;q=0.7')).toBe('de'));
  it('skips a language the browser refuses', () => expect(pickLocale(undefined, 'de;q=0, en;q=0.1')).toBe('en'));
  it('falls back to English', () => {
    expect(pickLocale(undefined, null)).toBe('en');
    expect(pickLocale(undefined, 'fr, *;q=0.1, ;;;,')).toBe('en');
  });
});
