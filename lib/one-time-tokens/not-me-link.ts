import type { Transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { issueOneTimeToken } from './one-time-token.ts';

/** The page that ends everything; opening it changes nothing. */
export function notMeLink(token: string): string {
  return `${env().APP_URL}/secure-account?token=${token}`;
}

/** A link for a mail that tells the owner of a change: "this wasn't me". Each mail's link works, until one of them was used. */
export async function issueNotMeLink(transaction: Transaction, userId: string): Promise<string> {
  return notMeLink(await issueOneTimeToken(transaction, { purpose: 'not_me', userId }));
}
