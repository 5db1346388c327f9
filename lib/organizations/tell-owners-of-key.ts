import { openKeyDetails } from '#lib/api-keys/key-details.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import type { Transaction } from '#lib/db/client.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import { type KeyNews, tellMember } from './tell-member.ts';

/** So many owners are told; nobody needs more of them. */
const mostOwners = 50;

/** Mails the owners of an organization what happened to one of its keys. */
export async function tellOwnersOfKey(transaction: Transaction, key: ApiKey, template: KeyNews['template']): Promise<void> {
  const { organizationId } = key;
  if (organizationId === null) return;
  const organization = await transaction.organization.findUnique({ where: { id: organizationId }, select: { name: true } });
  const dataKey = await findDataKey(transaction, organizationId);
  if (!organization || !dataKey) return;
  const { name } = openKeyDetails(dataKey, key.id, key.detailsSealed);
  const owners = await transaction.membership.findMany({
    where: { organizationId, role: 'owner', user: { status: 'active' } },
    select: { userId: true },
    take: mostOwners,
  });
  const news: KeyNews = { template, organization: organization.name, name, prefix: key.prefix };
  for (const { userId } of owners) await tellMember(transaction, userId, news, `/organizations/${organizationId}/api-keys`);
}
