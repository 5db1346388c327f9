import { normalizeEmail } from '#lib/crypto/blind-index.ts';
import { findSignInLinkAddress } from '#lib/sign-in/sign-in-with-mail.ts';

/**
 * Whether a mailed link is opened in the browser that asked for it. Elsewhere the code of the same mail is needed too:
 * somebody who is sent a stranger's link must not end up in the stranger's account with one click (login CSRF).
 * A link that is not good any more is nobody's, and the button says so.
 */
export async function judgeSignInLink(
  token: string,
  askedFor: string | null,
): Promise<{ needsCode: false } | { needsCode: true; address: string }> {
  const address = await findSignInLinkAddress(token);
  if (address === null || normalizeEmail(address) === normalizeEmail(askedFor ?? '')) return { needsCode: false };
  return { needsCode: true, address };
}
