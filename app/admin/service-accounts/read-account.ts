import { notFound, redirect } from 'next/navigation';
import { getServiceAccount, type ServiceAccountShape } from '#lib/contracts/service-accounts.ts';
import { findServiceAccount } from '#lib/service-accounts/list-accounts.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The service account that the address names; the 404 page where there is none. */
export async function readAccount(actor: Actor, params: Promise<{ service_account_id: string }>): Promise<ServiceAccountShape> {
  const parsed = getServiceAccount.params.safeParse(await params);
  return (parsed.success && (await findServiceAccount(actor, parsed.data.service_account_id))) || notFound();
}

/** The same for the pages that change something: whoever may not is sent to what they may see. */
export async function readManagedAccount(actor: Actor, params: Promise<{ service_account_id: string }>): Promise<ServiceAccountShape> {
  const account = await readAccount(actor, params);
  if (!account.may_manage) redirect(`/admin/service-accounts/${account.id}`);
  return account;
}
