import { de } from './messages/de.ts';
import { en, type TextTexts } from './messages/en.ts';
import type { TextMessage } from './queue-text.ts';

const languages: ReadonlyMap<string, TextTexts> = new Map([
  ['en', en],
  ['de', de],
]);

/**
 * What a text message says, in a language (English where we have no other). A code ends with the line that browsers
 * read to fill it in on our pages only (origin-bound one-time codes, WICG). `origin` is APP_URL.
 */
export function renderText(message: TextMessage, locale: string, origin: string): string {
  const { host, hostname, protocol } = new URL(origin);
  const text = (languages.get(locale) ?? en)[message.kind].replace('{host}', () => host);
  if (!('code' in message)) return text;
  const bound = protocol === 'https:' ? `\n\n@${hostname} #${message.code}` : '';
  return text.replace('{code}', message.code) + bound;
}
