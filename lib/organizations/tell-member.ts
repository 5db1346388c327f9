import { findAccountById } from '#lib/accounts/find-user.ts';
import type { Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';

/** What concerns somebody as a member of an organization. */
export type MemberNews =
  | { template: 'organization_joined' | 'organization_role_changed'; organization: string; role: MemberRoleName }
  | { template: 'organization_left' | 'organization_deleted'; organization: string };

/** What concerns somebody as an owner of an organization that has keys. */
export type KeyNews = {
  template: 'organization_key_created' | 'organization_key_updated' | 'organization_key_rotated' | 'organization_key_revoked';
  organization: string;
  name: string;
  prefix: string;
};

/** Mails somebody what concerns them in an organization, with the page to look at. Who was erased meanwhile is told nothing. */
export async function tellMember(
  transaction: Transaction,
  userId: string,
  news: MemberNews | KeyNews,
  page = '/organizations',
): Promise<void> {
  const account = await findAccountById(userId, transaction);
  if (!account) return;
  const message = { ...news, link: `${env().APP_URL}${page}` };
  await queueMail(transaction, { userId, dataKey: account.dataKey, locale: account.locale, message });
}
