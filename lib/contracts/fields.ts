import { z } from 'zod';

/** Text a person typed: no control characters, no surrounding space, NFC. */
export function plainText(max: number) {
  return (
    z
      .string()
      .trim()
      .normalize('NFC')
      .max(max, `Use at most ${max} characters.`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
      .regex(/^[^\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'Control characters are not allowed.')
  );
}

export const email = z
  .string()
  .max(320, 'Use at most 254 characters.')
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Enter an e-mail address such as name@example.com.'))
  .meta({ description: 'E-mail address; compared without case.', example: 'ada@example.com' });

/** What was typed as a password, never trimmed or changed. Policy is checked by the service (422). */
export const password = z
  .string()
  .min(1, 'Enter a password.')
  .max(512, 'Use at most 512 characters.')
  .meta({ description: 'Exactly as typed, spaces included.', example: 'correct horse battery staple' });

export const username = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,30})[A-Za-z0-9]$/, 'Use 3 to 32 letters, digits, dots, dashes or underscores.')
  .meta({ example: 'ada' });

export const code = z
  .string()
  .max(16, 'Enter the 6 digits of the code.')
  .transform((text) => text.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the 6 digits of the code.'))
  .meta({ description: 'Six digits; spaces and dashes are ignored.', example: '123456' });

/** A phone number as somebody typed or pasted it; the service brings it into its one form or says what is wrong with it. */
export const phone = z
  .string()
  .max(64, 'Use at most 64 characters.')
  // Copied from an address book it comes between marks that nobody sees.
  .transform((text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim())
  .pipe(z.string().regex(/^[\d+()./\s-]{1,40}$/, 'Enter a phone number such as +49 1512 3456789.'))
  .meta({ description: 'Phone number in the international form.', example: '+4915123456789' });

export const token = z
  .string()
  .regex(/^[A-Za-z0-9_-]{20,128}$/, 'This token is not complete.')
  .meta({ description: 'The token from the mail.' });

export const locale = z.enum(['en', 'de']).meta({ description: 'Language of pages and mails.' });

const timezones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);
export const timezone = z
  .string()
  .max(64)
  .refine((zone) => timezones.has(zone), 'Use an IANA time zone such as Europe/Berlin.')
  .meta({ example: 'Europe/Berlin' });

export const timestamp = z.iso.datetime();

const clearable = (max: number) =>
  plainText(max)
    .transform((text) => text || null)
    .nullable();

/** What people say of themselves; null or an empty text clears one. */
export const profileFields = {
  name: clearable(120),
  first_name: clearable(80),
  last_name: clearable(80),
  username: username.nullable(),
  locale,
  timezone,
};
