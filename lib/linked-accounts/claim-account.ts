import type { AccountRecord } from '#lib/accounts/find-user.ts';
import { sealPersonalData } from '#lib/accounts/personal-data.ts';
import { removeSquatter } from '#lib/accounts/remove-squatter.ts';
import { searchTokensOf } from '#lib/accounts/search-tokens-of.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { createLink } from './create-link.ts';
import { nameProvider } from './name-provider.ts';
import { linkKey, type ProviderIdentity, providerMethod } from './provider-identity.ts';

/**
 * Gives an account whose address nobody had confirmed to the person for whom a provider confirms it. Whoever registered
 * it may have been anybody: nothing they set stays. False when somebody was faster; then it is to be judged again.
 */
export async function claimAccount(identity: ProviderIdentity, account: AccountRecord, caller: Caller): Promise<boolean> {
  const { email, emailVerified, name, protocol } = identity;
  if (!email || !emailVerified) throw new Error('Only a confirmed address claims an account.');
  const { id, dataKey } = account;
  const tokens = await searchTokensOf({ email, name, phone: null });
  const key = await linkKey(identity);
  return inTransaction(async (transaction) => {
    await removeSquatter(transaction, { userId: id, dataKey, dropPassword: true, caller });
    const now = new Date();
    const { count } = await transaction.user.updateMany({
      where: { id, status: 'pending', emailVerifiedAt: null },
      data: {
        ...sealPersonalData(dataKey, id, { name, firstName: null, lastName: null }),
        status: 'active',
        emailVerifiedAt: now,
        username: null,
        usernameIndex: null,
        searchTokens: tokens,
        avatarUrl: null,
        metadata: {},
        updatedAt: now,
      },
    });
    if (count === 0) return false;
    const linkId = await createLink(transaction, account, { type: protocol, email, ...key }, { used: true });
    // Thrown, so that nothing of this stands: the identity belongs to another account since we looked.
    if (!linkId) throw new Error('The identity was connected elsewhere in the meantime.');
    const about = { result: 'success', reason: providerMethod(identity), actorId: id, subjectId: id, subjectKey: dataKey, caller } as const;
    await recordEvent(transaction, { ...about, action: 'user.email_verified' });
    await recordEvent(transaction, { ...about, action: 'connection.created', target: { type: 'connection', id: linkId } });
    await queueMail(transaction, {
      userId: id,
      dataKey,
      locale: account.locale,
      message: {
        template: 'connection_added',
        provider: nameProvider(key.provider).label,
        notMeLink: await issueNotMeLink(transaction, id),
      },
    });
    return true;
  });
}
