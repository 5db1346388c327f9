import { endAccess } from '#lib/accounts/end-access.ts';
import { type AccountRecord, findAccountById } from '#lib/accounts/find-user.ts';
import { removeRecentWaysIn } from '#lib/accounts/ways-in.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { consumeToken, findLiveToken, issueOneTimeToken, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { clearPassword } from '#lib/passwords/clear-password.ts';
import type { Actor } from '#lib/sessions/actor.ts';

type Owner = Pick<AccountRecord, 'id' | 'dataKey' | 'locale'>;

/**
 * Ends everything that opens the account but the mailbox and the passkeys and providers of long ago, and mails the way back in. Second
 * factors stay on. Whoever does it gains nothing: their own session ends too, and the new password comes by mail.
 */
async function secure(transaction: Transaction, owner: Owner, reason: 'session' | 'mail', caller: Caller): Promise<void> {
  const { id: userId, dataKey, locale } = owner;
  await clearPassword(transaction, userId);
  // But for the owner's other ways back: whoever stole a session can come here too.
  await voidTokens(transaction, userId, { except: ['email_revert', 'recovery_cancel'] });
  await removeRecentWaysIn(transaction, owner, 'not_me', caller);
  await endAccess(transaction, userId, 'not_me');
  await recordEvent(transaction, {
    action: 'user.secured',
    result: 'success',
    reason,
    actorId: reason === 'session' ? userId : null,
    subjectId: userId,
    subjectKey: dataKey,
    caller,
  });
  // Not counted against the recipient's limit: a stranger could use that up and then lock the owner out with a stolen session.
  const token = await issueOneTimeToken(transaction, { purpose: 'password_reset', userId });
  const message = { template: 'account_secured', link: `${env().APP_URL}/reset-password?token=${token}` } as const;
  await queueMail(transaction, { userId, dataKey, locale, message });
}

/** "This wasn't me" from a session. */
export async function secureOwnAccount(actor: Actor, caller: Caller): Promise<{ secured: true }> {
  const { user, dataKey } = actor;
  await inTransaction((transaction) => secure(transaction, { id: user.id, dataKey, locale: user.locale }, 'session', caller));
  return { secured: true };
}

async function refuse(account: AccountRecord | null, caller: Caller): Promise<never> {
  const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
  await recordEvent(db(), { action: 'not_me_link.failed', result: 'failure', reason: 'invalid_token', ...subject, caller });
  throw new ServiceError('INVALID_TOKEN');
}

/** "This wasn't me" from the link of a mail, once; the links of all other mails end with it. Answers whose account it was. INVALID_TOKEN. */
export async function secureAccountByLink(secret: string, caller: Caller): Promise<{ userId: string }> {
  const token = await findLiveToken('not_me', secret);
  const account = token?.userId ? await findAccountById(token.userId) : null;
  if (!token || !account) return refuse(account, caller);
  const done = await inTransaction(async (transaction) => {
    if (!(await consumeToken(transaction, token.id))) return false;
    await secure(transaction, account, 'mail', caller);
    return true;
  });
  return done ? { userId: account.id } : refuse(account, caller);
}
