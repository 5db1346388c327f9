import type { Caller } from '#lib/audit/caller.ts';
import { ServiceError } from '#lib/errors.ts';
import { recordDenial } from '#lib/roles/record-denial.ts';
import type { Actor, Principal } from '#lib/sessions/actor.ts';

export type Managed = { permissions: readonly string[]; rank: number };

/**
 * Whether somebody may change a service account: it can do nothing that they cannot. Whoever makes a secret for it could
 * act as it, so an account with more would be a ladder.
 */
export function mayManage({ permissions, rank }: Pick<Principal, 'permissions' | 'rank'>, account: Managed): boolean {
  return account.rank <= rank && account.permissions.every((permission) => permissions.includes(permission));
}

/** FORBIDDEN, and an event, unless the actor may change it. */
export async function requireMayManage(actor: Actor, account: Managed & { id: string | null }, caller: Caller): Promise<void> {
  if (mayManage(actor, account)) return;
  const missing = account.permissions.find((permission) => !actor.permissions.includes(permission));
  await recordDenial(actor, missing ?? 'rank', caller, account.id ? { type: 'service_account', id: account.id } : undefined);
  throw new ServiceError('FORBIDDEN', {
    message: missing ? `You do not hold the permission ${missing} yourself.` : 'It was made by somebody of a higher rank.',
    details: missing ? { permission: missing } : { reason: 'rank' },
  });
}
