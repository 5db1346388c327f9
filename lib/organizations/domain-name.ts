const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** As addresses are read (WHATWG URL): lower case, punycode, numbers as IP addresses. Empty for what is no host. */
function hostOf(text: string): string {
  // Whatever would be another part of an address is no part of a name.
  if (/[\s/?#@:\\[\]%]/.test(text)) return '';
  return URL.parse(`http://${text}`)?.hostname ?? '';
}

/** A domain in its one form: lower case, punycode, no final dot. Null for what is none, for addresses and for single labels. */
export function normalizeDomain(text: string): string | null {
  const name = hostOf(text.trim().replace(/\.$/, ''));
  const labels = name.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || name.length > 253 || /^\d+$/.test(top)) return null;
  return labels.every((part) => label.test(part)) ? name : null;
}

/** The domain of an e-mail address, in the same form. */
export function domainOf(email: string): string | null {
  return normalizeDomain(email.slice(email.lastIndexOf('@') + 1));
}
