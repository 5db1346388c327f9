import { redirect } from 'next/navigation';
import { readNamed } from '#app/read-named.ts';
import { getServiceAccount, type ServiceAccountShape } from '#lib/contracts/service-accounts.ts';
import { findServiceAccount } from '#lib/service-accounts/list-accounts.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The service account that the address names; the 404 page where there is none. */
export function readAccount(actor: Actor, params: Promise<{ service_account_id: string }>): Promise<ServiceAccountShape> {
  return readNamed(getServiceAccount, params, ({ service_account_id }) => findServiceAccount(actor, service_account_id));
}

/** The same for the pages that change something: whoever may not is sent to what they may see. */
export async function readManagedAccount(actor: Actor, params: Promise<{ service_account_id: string }>): Promise<ServiceAccountShape> {
  const account = await readAccount(actor, params);
  if (!account.may_manage) redirect(`/admin/service-accounts/${account.id}`);
  return account;
}
