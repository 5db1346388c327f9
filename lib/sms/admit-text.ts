import { phoneIndex } from '#lib/crypto/blind-index.ts';
import type { Transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { limitTable } from '#lib/rate-limit/limit-table.ts';
import { countUnder } from '#lib/rate-limit/recipient-counter.ts';
import { countryOf } from './phone-number.ts';

/**
 * Counts one text message to a number and to its country, in PostgreSQL. False when it must not be sent: the recipient
 * has had enough for this hour, the country for this day, or the country is not served. Nobody is told (toll fraud:
 * whoever has numbers in an expensive country earns on every message).
 */
export async function admitText(transaction: Transaction, purpose: string, phone: string): Promise<boolean> {
  const { RATE_LIMITS, SMS_COUNTRY_DAILY_CAP } = env();
  const country = countryOf(phone);
  if (!isServed(country)) return false;
  const recipient = Buffer.concat([Buffer.from(`sms:${purpose}:`), await phoneIndex(phone)]);
  if (RATE_LIMITS.recipient && !(await countUnder(transaction, recipient, RATE_LIMITS.recipient))) return false;
  return countUnder(transaction, Buffer.from(`sms-country:${country}`), {
    max: SMS_COUNTRY_DAILY_CAP,
    windowSeconds: limitTable['texts.country'].default.windowSeconds,
  });
}

/** Whether text messages go to this country at all (SMS_COUNTRIES). */
export function isServed(country: string): boolean {
  const { SMS_COUNTRIES } = env();
  return !SMS_COUNTRIES || SMS_COUNTRIES.includes(country);
}
