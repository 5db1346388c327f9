import {
  type CountryCode,
  isSupportedCountry,
  type NumberType,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import { env } from '#lib/env.ts';
import { fieldError } from '#lib/errors.ts';

/** Kinds of numbers that cost whoever writes to them extra, or that belong to nobody in particular. */
const refusedTypes = new Set<NumberType>(['PREMIUM_RATE', 'SHARED_COST', 'TOLL_FREE', 'UAN', 'PAGER', 'VOICEMAIL']);

const messages = {
  no_country: 'Write the number with its country code, such as +49 1512 3456789.',
  short_number: 'This number is too short.',
  long_number: 'This number is too long.',
  invalid: 'This is not a phone number.',
  not_a_mobile: 'Text messages cannot be sent to this kind of number.',
} as const;

function refuse(reason: keyof typeof messages): never {
  throw fieldError('phone', reason, messages[reason]);
}

const reasons: Record<string, keyof typeof messages> = {
  INVALID_COUNTRY: 'no_country',
  TOO_SHORT: 'short_number',
  TOO_LONG: 'long_number',
};

function parse(text: string) {
  const country = env().SMS_DEFAULT_COUNTRY;
  try {
    if (country && isSupportedCountry(country))
      return parsePhoneNumberWithError(text, { extract: false, defaultCountry: country as CountryCode });
    // Nearly everywhere 00 is dialled for the + (ITU-T E.123). A default country has its own prefix, which the library knows.
    return parsePhoneNumberWithError(text.trim().replace(/^(\(?)00/, '+$1'), { extract: false });
  } catch (error) {
    if (error instanceof ParseError) return refuse(reasons[error.message] ?? 'invalid');
    throw error;
  }
}

/** What somebody typed as E.164, such as +4915123456789. VALIDATION_FAILED with the reason where it is no number to write to. */
export function normalizePhone(text: string): string {
  const number = parse(text);
  if (number.ext || !number.isValid()) refuse(reasons[validatePhoneNumberLength(number.number) ?? ''] ?? 'invalid');
  const type = number.getType();
  if (type && refusedTypes.has(type)) refuse('not_a_mobile');
  return number.number;
}

/** The country that a number of ours is counted for; numbers of no country, such as satellite phones, by their calling code. */
export function countryOf(phone: string): string {
  const number = parsePhoneNumberWithError(phone);
  return number.country ?? `+${number.countryCallingCode}`;
}
