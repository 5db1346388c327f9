import { withPool } from '#lib/pools/pool-name.ts';
import type { MailMessage } from './queue-mail.ts';

/** Pages that somebody opens who is not signed in, so that their address has to say whose accounts they are about. */
const poolPages =
  /^\/(?:login|forgot-password|reset-password|verify-email|magic-link|confirm-email|revert-email|secure-account|recovery\/[a-z]+)(?:\?|$)/;

function forPool(text: unknown, pool: string, appUrl: string): unknown {
  if (typeof text !== 'string' || !text.startsWith(`${appUrl}/`)) return text;
  const path = text.slice(appUrl.length);
  return poolPages.test(path) ? `${appUrl}${withPool(path, pool)}` : text;
}

/** The message with links that lead to the pages of the recipient's pool. */
export function linksForPool(message: MailMessage, pool: string, appUrl: string): MailMessage {
  return Object.fromEntries(Object.entries(message).map(([name, value]) => [name, forPool(value, pool, appUrl)])) as MailMessage;
}
