import { headers } from 'next/headers';
import { readRequestContext } from '#lib/http/request-context.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { findHeldAccounts } from '#lib/sessions/held-accounts.ts';
import { maxHeldAccounts } from '#lib/sessions/held-tokens.ts';
import { currentActor } from './require.ts';

export type BrowserAccount = { sessionId: string; name: string | null; email: string; isCurrent: boolean };

/** Enough for the owner to recognise; with a password alone nobody learns the name or the address. */
function initialOnly({ user }: Actor): string {
  return `${[...(user.email ?? '')][0] ?? ''}***`;
}

function present(actor: Actor, isCurrent: boolean): BrowserAccount {
  const { user, session, factorRequirement } = actor;
  if (factorRequirement.status === 'overdue') return { sessionId: session.id, name: null, email: initialOnly(actor), isCurrent };
  return { sessionId: session.id, name: user.name ?? user.username, email: user.email ?? '', isCurrent };
}

/** Everybody who is signed in in this browser, the one in use first; and whether there is room for another. */
export async function listBrowserAccounts(): Promise<{ accounts: BrowserAccount[]; hasRoom: boolean }> {
  const { caller } = readRequestContext(await headers());
  const [current, others] = await Promise.all([currentActor(), findHeldAccounts(caller.heldTokens ?? [])]);
  const accounts = [...(current ? [present(current, true)] : []), ...others.map(({ actor }) => present(actor, false))];
  return { accounts, hasRoom: accounts.length <= maxHeldAccounts };
}

/** Whether others are signed in in this browser besides the one in use. */
export async function hasOtherAccounts(): Promise<boolean> {
  const { caller } = readRequestContext(await headers());
  return (await findHeldAccounts(caller.heldTokens ?? [])).length > 0;
}

/** Whether somebody chose to add an account to those of this browser. */
export async function isAddingAccount(): Promise<boolean> {
  return readRequestContext(await headers()).caller.isAddingAccount === true;
}
