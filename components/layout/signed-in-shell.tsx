import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import type { StepUpGateProps } from '#components/account/step-up-gate.tsx';
import { freshUntil } from '#lib/auth/step-up.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { AppShell } from './app-shell.tsx';
import { parseTheme, themeCookie } from './theme.ts';

type SignedInShellProps = {
  actor: Actor;
  signOut: () => Promise<void>;
  stepUp: Omit<StepUpGateProps, 'freshUntil' | 'email'>;
  /** Whether Ctrl-K opens the palette here. */
  hasPalette?: boolean;
  children: ReactNode;
};

/** The shell filled in for one person; bare for somebody who must set up a second factor first. */
export async function SignedInShell({ actor, signOut, stepUp, hasPalette = false, children }: SignedInShellProps) {
  const isBare = actor.factorRequirement.status === 'overdue';
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  return (
    <AppShell
      person={isBare ? null : { name: actor.user.name, email: actor.user.email ?? '' }}
      permissions={actor.impersonator ? [] : actor.permissions}
      organizations={actor.memberships.map(({ organizationId: id, name }) => ({ id, name }))}
      hasPalette={hasPalette && !actor.impersonator}
      theme={parseTheme(cookieStore.get(themeCookie)?.value)}
      nonce={headerList.get('x-nonce')}
      signOut={signOut}
      // Nobody proves to be somebody else: the form goes out as it is, and the endpoint says why not.
      stepUp={{ freshUntil: (actor.impersonator ? actor.session.expiresAt : freshUntil(actor))?.toISOString() ?? null, ...stepUp }}
    >
      {children}
    </AppShell>
  );
}
