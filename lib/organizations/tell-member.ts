import { findAccountById } from '#lib/accounts/find-user.ts';
import type { Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import type { MemberRoleName } from '#lib/roles/member-roles.ts';

/** What concerns somebody as a member of an organization. */
export type MemberNews =
  | { template: 'organization_joined' | 'organization_role_changed'; organization: string; role: MemberRoleName }
  | { template: 'organization_left' | 'organization_deleted'; organization: string };

/** Mails somebody what others did to their membership. Who was erased meanwhile is told nothing. */
export async function tellMember(transaction: Transaction, userId: string, news: MemberNews): Promise<void> {
  const account = await findAccountById(userId, transaction);
  if (!account) return;
  const message = { ...news, link: `${env().APP_URL}/organizations` };
  await queueMail(transaction, { userId, dataKey: account.dataKey, locale: account.locale, message });
}
