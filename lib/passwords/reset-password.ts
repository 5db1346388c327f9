import { endAccess } from '#lib/accounts/end-access.ts';
import { type AccountRecord, findAccountByEmail, findAccountById } from '#lib/accounts/find-user.ts';
import { openPersonalData, selectPersonalData } from '#lib/accounts/personal-data.ts';
import { removeSquatter } from '#lib/accounts/remove-squatter.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { consumeToken, findLiveToken, issueOneTimeToken, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import { keepReplacedPassword } from './password-history.ts';
import { checkPasswordPolicy } from './policy.ts';
import { slowHash } from './slow-hash.ts';

/** What opens the page to choose a password. */
const passwordLinks = ['password_reset', 'invitation', 'recovery_link'] as const;

type Recipient = { id: string; dataKey: Uint8Array; locale: string };

/** Mails a link to choose a new password; older links stop working. */
export async function mailPasswordReset(transaction: Transaction, recipient: Recipient): Promise<void> {
  const token = await issueOneTimeToken(transaction, { purpose: 'password_reset', userId: recipient.id });
  const message = { template: 'password_reset', link: `${env().APP_URL}/reset-password?token=${token}` } as const;
  await queueMail(transaction, { userId: recipient.id, dataKey: recipient.dataKey, locale: recipient.locale, message });
}

function mayReset(account: AccountRecord | null): account is AccountRecord {
  return account?.status === 'active' || account?.status === 'pending';
}

/** Mails a reset link where there is such an account; answers the same where there is none. */
export async function requestPasswordReset(email: string, caller: Caller): Promise<{ status: 'accepted' }> {
  const account = await findAccountByEmail(caller.pool, email);
  await inTransaction(async (transaction) => {
    const subject = account && { subjectId: account.id, subjectKey: account.dataKey };
    await recordEvent(transaction, { action: 'password_reset.requested', result: 'success', ...subject, caller });
    if (mayReset(account) && (await countRecipient(transaction, 'password_reset', email))) await mailPasswordReset(transaction, account);
  });
  return { status: 'accepted' };
}

async function wordsAbout(account: AccountRecord): Promise<(string | null)[]> {
  const row = await db().user.findUniqueOrThrow({ where: { id: account.id }, select: { username: true, ...selectPersonalData } });
  const { email, name, firstName, lastName } = openPersonalData(account.dataKey, account.id, row);
  return [email, name, firstName, lastName, row.username];
}

async function refuse(account: AccountRecord | null, caller: Caller): Promise<never> {
  const subject = { subjectId: account?.id ?? null, ...(account && { subjectKey: account.dataKey }) };
  await recordEvent(db(), { action: 'password_reset.failed', result: 'failure', reason: 'invalid_token', ...subject, caller });
  throw new ServiceError('INVALID_TOKEN');
}

/**
 * Sets a new password with the token of a reset mail, an invitation, or an administrator's link, once. Ends every session and forgets every known device.
 * INVALID_TOKEN; WEAK_PASSWORD and BREACHED_PASSWORD leave the link usable.
 */
export async function resetPassword(input: { token: string; password: string }, caller: Caller): Promise<{ password_changed: true }> {
  const token = await findLiveToken(passwordLinks, input.token);
  const account = token?.userId ? await findAccountById(token.userId) : null;
  if (!token || !mayReset(account)) return refuse(account, caller);
  await checkPasswordPolicy(account.pool, input.password, await wordsAbout(account), account);
  const passwordHash = await slowHash(input.password);
  const { id, dataKey, locale } = account;
  const consumed = await inTransaction(async (transaction) => {
    if (!(await consumeToken(transaction, token.id))) return false;
    await removeSquatter(transaction, { userId: id, dataKey, dropPassword: true, caller });
    const now = new Date();
    await keepReplacedPassword(transaction, id);
    await transaction.user.update({
      where: { id },
      data: { passwordHash, passwordChangedAt: now, failedSignIns: 0, lockedUntil: null, registrationContested: false },
      select: { id: true },
    });
    // The link reached the mailbox, so the address is proved as well. (An administrator's is for confirmed addresses only.)
    await transaction.user.updateMany({ where: { id, emailVerifiedAt: null }, data: { emailVerifiedAt: now } });
    await transaction.user.updateMany({ where: { id, status: 'pending' }, data: { status: 'active', updatedAt: new Date() } });
    // But for the links that take a change of address back: whoever took the mailbox over can come here too.
    await voidTokens(transaction, id, { except: ['email_revert'] });
    await endAccess(transaction, id, 'password_reset');
    await recordEvent(transaction, {
      action: 'password.changed',
      result: 'success',
      reason: 'reset',
      actorId: id,
      subjectId: id,
      subjectKey: dataKey,
      caller,
    });
    await queueMail(transaction, {
      userId: id,
      dataKey,
      locale,
      message: { template: 'password_changed', notMeLink: await issueNotMeLink(transaction, id) },
    });
    return true;
  });
  if (!consumed) return refuse(account, caller);
  return { password_changed: true };
}
