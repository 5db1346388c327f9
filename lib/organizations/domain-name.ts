import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A domain in its one form: lower case, punycode, no final dot. Null for what is none, for addresses and for single labels. */
export function normalizeDomain(text: string): string | null {
  const name = domainToASCII(text.trim().replace(/\.$/, '').toLowerCase());
  const labels = name.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || name.length > 253 || isIP(name) !== 0 || /^\d+$/.test(top)) return null;
  return labels.every((part) => label.test(part)) ? name : null;
}

/** The domain of an e-mail address, in the same form. */
export function domainOf(email: string): string | null {
  return normalizeDomain(email.slice(email.lastIndexOf('@') + 1));
}
