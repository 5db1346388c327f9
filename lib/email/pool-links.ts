import { throughSignIn, withPool } from '#lib/pools/pool-name.ts';
import type { MailMessage } from './queue-mail.ts';

/** Pages that somebody opens who is not signed in: their address says itself whose accounts they are about. All others are behind a sign-in. */
const openPages =
  /^\/(?:login|forgot-password|reset-password|verify-email|magic-link|confirm-email|revert-email|secure-account|recovery\/[a-z]+)(?:\?|$)/;

function forPool(link: string, pool: string, appUrl: string): string {
  if (!link.startsWith(`${appUrl}/`)) return link;
  const path = link.slice(appUrl.length);
  return `${appUrl}${openPages.test(path) ? withPool(path, pool) : throughSignIn(path, pool)}`;
}

/** The message with links that lead to the pages of the recipient's pool. */
export function linksForPool(message: MailMessage, pool: string, appUrl: string): MailMessage {
  const change = ([name, value]: [string, unknown]) =>
    typeof value === 'string' && /link$/i.test(name) ? [name, forPool(value, pool, appUrl)] : [name, value];
  return Object.fromEntries(Object.entries(message).map(change)) as MailMessage;
}
