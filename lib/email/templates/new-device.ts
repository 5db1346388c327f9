import { countryName } from '#lib/places/country-name.ts';
import { countryOf } from '#lib/places/country-of.ts';
import { describeDevice } from '#lib/sessions/describe-device.ts';
import type { Template } from './template.ts';

/** Out of a User-Agent, which whoever signs in writes: no word of it may look like a link or a sentence of ours. */
function plainName(name: string | null): string | null {
  return (
    name
      ?.replace(/[^\p{L}\p{N} ]/gu, ' ')
      .slice(0, 32)
      .trim() || null
  );
}

/** Tells the owner of a sign-in from a browser or an application that was not seen before. */
export const newDevice: Template<'new_device'> = (message, texts, { locale, timezone }) => {
  const { browser, os } = describeDevice(message.userAgent);
  const country = countryOf(message.ip);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: timezone }).format(new Date(message.at));
  const facts: [string, string | null][] = [
    [texts.device, [plainName(browser), plainName(os)].filter(Boolean).join(', ') || texts.unknown],
    [texts.country, country ? countryName(country, locale) : texts.unknown],
    [texts.address, message.ip],
    [texts.time, `${time} (${timezone})`],
  ];
  return [
    { kind: 'text', text: texts.intro },
    ...facts.flatMap(([term, value]) => (value ? [{ kind: 'text', text: `${term}: ${value}` } as const] : [])),
    { kind: 'text', text: texts.warning },
    { kind: 'action', label: texts.action, link: message.link },
  ];
};
